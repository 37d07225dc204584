import { readFileSync } from 'node:fs'
import type { LocalCloud } from '../../emulators/local/cloud.ts'
import { type Client, client } from '../../sdk/client.ts'
import { ApiError } from '../../sdk/errors.ts'
import { say, show, table } from './say.ts'

/** One user, one session: what it does, what it costs, and what the books say of it. */
export async function story({ publicUrl, adminUrl, adminKey, demo }: LocalCloud) {
  const onmemos = client({ baseUrl: publicUrl, apiKey: demo.passportKey })
  const before = await onmemos.billing.balance()
  say(`A user begins with ${before.available.display} prepaid credits, and opens a session.`)
  const { body } = { body: { provider: 'local', template: 'python', user: 'alice' } } as const
  const session = await onmemos.sessions.create({ body, query: {}, headers: {} })
  show(`${session.name} is ${session.status}: ${session.rate_per_hour.display} credits an hour`)
  const params = { id: session.id }

  say('A Python program runs over a file of real data.')
  for (const file of ['planets.csv', 'density.py']) await upload(onmemos, session.id, file)
  await stream(onmemos, session.id, 'python3 density.py')

  say('A command fails, and says how.')
  await stream(onmemos, session.id, 'echo "looking for pluto"; grep Pluto planets.csv')

  say('A command takes too long, and is ended with all it started.')
  await stream(onmemos, session.id, 'echo "this will take a while"; sleep 60', 1)

  say('The session is stopped. It takes no command any more, and says why.')
  const stopped = await onmemos.sessions.delete({ params })
  show(`${stopped.status}: ${stopped.reason}`)
  await onmemos.sessions.execute({ params, body: { command: 'true' } }).catch((cause: unknown) => {
    if (!(cause instanceof ApiError)) throw cause
    show(`${cause.status} ${cause.code}: ${cause.detail}`)
  })

  say('The receipt, which is its ledger entries and nothing else:')
  const receipt = await onmemos.sessions.receipt({ params })
  table([
    ...receipt.entries.map(({ verb, note, lines }) => [
      verb,
      ...lines.map(({ book, micros }) => `${book} ${micros > 0 ? '+' : ''}${micros}`),
      note,
    ]),
  ])
  show(
    `${receipt.billed_seconds} s at ${receipt.rate_per_hour.micros} micro-credits an hour: ` +
      `${receipt.charged.micros} charged, ${receipt.released.micros} of ${receipt.held.micros} held given back`,
  )
  const after = await onmemos.billing.balance()
  const spent = before.available.micros - after.available.micros
  show(
    `the balance fell by ${spent}, from ${before.available.display} to ${after.available.display}`,
  )
  if (spent !== receipt.charged.micros) throw new Error('the receipt is not what was paid')

  say('The auditor rebuilds every balance from the entries alone:')
  const books = await fetch(`${adminUrl}/admin/books`, { headers: { 'x-api-key': adminKey } })
  show(await books.text())
}

const shipped = (name: string) => readFileSync(new URL(name, import.meta.url))

/** By a command, until there is a door for files. */
async function upload(onmemos: Client, id: string, name: string) {
  const base64 = shipped(name).toString('base64')
  const command = `echo ${base64} | base64 -d > ${name} && ls -l ${name}`
  show((await onmemos.sessions.execute({ params: { id }, body: { command } })).stdout)
}

async function stream(onmemos: Client, id: string, command: string, timeout?: number) {
  show(`$ ${command}`)
  const body = timeout ? { command, timeout } : { command }
  for await (const event of onmemos.sessions.executeStream({ params: { id }, body })) {
    if (event.type === 'stdout' || event.type === 'stderr') show(event.data)
    if (event.type === 'error') throw new Error(event.detail)
    if (event.type === 'end') {
      show(`→ ${event.returncode}${event.timed_out ? ', its time was up' : ''}`)
    }
  }
}
