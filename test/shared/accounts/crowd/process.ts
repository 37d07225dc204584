import { createHash } from 'node:crypto'
import { Firestore } from '@google-cloud/firestore'
import { SettledSession } from '../../../../shared/contract/session.ts'
import { transactor } from '../../../../shared/firestore/transact.ts'
import { Caller } from '../../../../shared/passports/caller.ts'
import { Fault } from '../../../../shared/platform/faults.ts'
import { shipped } from '../../../../shared/pricing/shipped.ts'
import { createSession } from '../../../../shared/sessions/create.ts'
import { shippedTiers } from '../../../../shared/tiers/tier.ts'

/** One of the crowd: asks for its sessions all at once, with each of the keys in turn, and says each answer. */
const [projectId = '', number = '', count = '', callers = ''] = process.argv.slice(2)
const transact = transactor(new Firestore({ projectId }))
const all = Caller.array().parse(JSON.parse(callers))
await Promise.all(Array.from({ length: Number(count) }, (_, n) => ask(n)))
process.exit(0)

async function ask(n: number) {
  const caller = all[n % all.length]
  if (!caller) return
  const id = `sess${createHash('sha256').update(`${number} ${n}`).digest('hex').slice(0, 18)}`
  const creation = {
    id,
    at: '2026-01-01T12:00:00.000Z',
    caller,
    tiers: shippedTiers,
    wish: SettledSession.parse({ provider: 'local', template: 'base' }),
    prices: shipped,
    quote: null,
    requestHash: 'the same when it is asked again',
    waiting: [],
  }
  const answer = await again(() =>
    transact(caller.accountId, (tx) =>
      createSession(tx, { placement: { local: 'local' }, autoPolicy: 'frugal' }, creation),
    ),
  )
  process.stdout.write(`${caller.passportId} ${answer}\n`)
}

/** A client asks again where the server had too much to do at once. */
async function again(create: () => Promise<unknown>): Promise<string> {
  for (;;) {
    try {
      await create()
      return 'created'
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      if (cause.code !== 'contention') return cause.code
    }
  }
}
