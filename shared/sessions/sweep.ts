import { type Account, accounts, type Meter } from '../accounts/account.ts'
import { dueAccounts } from '../accounts/store.ts'
import type { Backend } from '../contract/topics.ts'
import { read } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { expireLots } from '../ledger/expire.ts'
import { renew } from '../ledger/lease.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import { relay } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { end } from './end.ts'
import { reckon, whyLeaseEnded } from './reckon.ts'
import { sessions } from './session.ts'
import { stop, stopCommand } from './stop.ts'

interface Renewal {
  readonly sessionId: string
  readonly backend: Backend
  readonly leaseEndsAt: Instant
}
interface Swept {
  readonly renewals: readonly Renewal[]
  readonly lines: readonly OutboxLine[]
}

/** Renews the leases that are due and ends what is over, account by account; idle accounts are not read. */
export async function sweep(plane: Plane): Promise<{ renewed: number; ended: number }> {
  const due = await dueAccounts(plane.db, plane.clock.now(), limits.sweepAccountsMax)
  const counts = { renewed: 0, ended: 0 }
  const what = ({ id }: Account) => ({ account_id: id })
  await each(due, { log: plane.log, what }, async ({ id }) => {
    const now = plane.clock.now()
    const { renewals, lines } = await plane.transact(id, (tx) => sweepAccount(tx, id, now))
    await Promise.all([
      ...renewals.map((renewal) => tell(plane, renewal)),
      ...lines.map((line) => relay(plane, line)),
    ])
    counts.renewed += renewals.length
    counts.ended += lines.length
  })
  return counts
}

async function sweepAccount(tx: Tx, id: string, now: Instant): Promise<Swept> {
  const renewals: Renewal[] = []
  const lines: OutboxLine[] = []
  const due = Object.entries((await tx.get(accounts, id))?.live ?? {}).filter(
    ([, meter]) => meter.due_at <= now,
  )
  for (const [sessionId, meter] of due) {
    const before = await tx.get(accounts, id)
    if (!before) break
    if (meter.started_at && meter.expires_at > now && !isPast(meter, now)) {
      const { lease_ends_at: leaseEndsAt } =
        (await renew(tx, before, sessionId, now)).live[sessionId] ?? meter
      if (leaseEndsAt && leaseEndsAt !== meter.lease_ends_at) {
        renewals.push({ sessionId, backend: meter.backend, leaseEndsAt })
      }
    } else {
      const line = await finish(tx, before, sessionId, meter, now)
      if (line) lines.push(line)
    }
  }
  const account = await tx.get(accounts, id)
  if (account) await expireLots(tx, account, now)
  return { renewals, lines }
}

const isPast = ({ lease_ends_at: leaseEndsAt }: Meter, now: Instant) =>
  leaseEndsAt !== null && leaseEndsAt <= now

/** Its time is up, its lease ran out, or it never came to run. */
async function finish(tx: Tx, account: Account, sessionId: string, meter: Meter, now: Instant) {
  const session = await tx.get(sessions, sessionId)
  if (!session) return null
  if (!meter.started_at) {
    const why = `it did not run within ${limits.provisioningSecondsMax} s`
    await end(tx, sessionId, 'refused', { at: now, reason: 'start_failed', why })
    return send(tx, stopCommand(session), now)
  }
  const reason = meter.expires_at <= now ? 'ttl' : whyLeaseEnded(account, meter)
  const { line } = await stop(tx, session, reason, now)
  return line
}

/** The lease is paid; now the box hears of it. What gets lost here, `reconcile` tells again. */
async function tell(plane: Plane, { sessionId, backend, leaseEndsAt }: Renewal): Promise<void> {
  try {
    await plane.agent(backend, sessionId).renew(leaseEndsAt)
  } catch (cause) {
    plane.log.warn('an agent did not hear of its renewal', { session_id: sessionId, cause })
    const session = await read(plane.db, sessions, sessionId)
    if (session) await reckon(plane, session)
  }
}
