import { dueAccounts } from '../accounts/store.ts'
import type { SweepBatch } from '../contract/topics.ts'
import { read } from '../firestore/collection.ts'
import { relay } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { reckon } from './reckon.ts'
import { sessions } from './session.ts'
import { type Live, sweepAccount, sweepIdle } from './sweepAccount.ts'

/**
 * Renews the leases that are due and ends what is over. It asks for nothing but the accounts that are due, the longest overdue
 * first; few are swept here, many are handed on in batches. What is not come to is due at the next tick.
 */
export async function sweep(plane: Plane) {
  const due = await dueAccounts(plane.db, plane.clock.now(), limits.sweepAccountsMax)
  const batches = slices(due, limits.sweepBatchAccounts).map((account_ids) => ({ account_ids }))
  const [first] = batches
  if (batches.length === 1 && first) return { ...(await sweepBatch(plane, first)), batches: 0 }
  const what = ({ account_ids: ids }: SweepBatch) => ({ accounts: ids.length })
  await each(batches, { log: plane.log, what }, (batch) => plane.fanOut(batch))
  return { renewed: 0, ended: 0, batches: batches.length }
}

/** Sweeps these accounts; one that is not due any more is left as it is. */
export async function sweepBatch(plane: Plane, { account_ids: ids }: SweepBatch) {
  const counts = { renewed: 0, ended: 0 }
  const what = (id: string) => ({ account_id: id })
  await each(ids, { log: plane.log, what, atOnce: limits.sweepAccountsAtOnce }, async (id) => {
    const { renewed, ended } = await sweepOne(plane, id)
    counts.renewed += renewed
    counts.ended += ended
  })
  return counts
}

/** One account: its books first, then those who are told of it, then the sessions that may be idle. */
async function sweepOne(plane: Plane, id: string) {
  const now = plane.clock.now()
  const { renewals, lines, quiet } = await plane.transact(id, (tx) => sweepAccount(tx, id, now))
  await Promise.all([
    ...renewals.map((renewal) => tell(plane, renewal)),
    ...lines.map((line) => relay(plane, line)),
  ])
  const idle = quiet.length > 0 ? await endIdle(plane, id, quiet, now) : 0
  return { renewed: renewals.length, ended: lines.length + idle }
}

async function endIdle(plane: Plane, id: string, quiet: readonly Live[], now: Instant) {
  const activity = new Map<string, Instant>()
  const what = ({ sessionId }: Live) => ({ session_id: sessionId })
  await each(quiet, { log: plane.log, what, atOnce: limits.agentsAskedAtOnce }, async (live) => {
    const lastUsed = await ask(plane, live)
    if (lastUsed) activity.set(live.sessionId, lastUsed)
  })
  const lines = await plane.transact(id, (tx) => sweepIdle(tx, id, activity, now))
  await Promise.all(lines.map((line) => relay(plane, line)))
  return lines.length
}

/** When a session was last used. An agent that cannot say is no proof of idleness: it is asked again next time. */
async function ask(plane: Plane, live: Live): Promise<Instant | undefined> {
  try {
    return (await plane.agent(live.backend, live.sessionId).stat()).lastActivityAt
  } catch (cause) {
    await unheard(plane, live, cause)
    return undefined
  }
}

/** The lease is paid; now the box hears of it. What gets lost here, `reconcile` tells again. */
async function tell(plane: Plane, live: Live & { leaseEndsAt: Instant }): Promise<void> {
  try {
    await plane.agent(live.backend, live.sessionId).renew(live.leaseEndsAt)
  } catch (cause) {
    await unheard(plane, live, cause)
  }
}

async function unheard(plane: Plane, { sessionId }: Live, cause: unknown): Promise<void> {
  plane.log.warn('an agent does not answer', { session_id: sessionId, cause })
  const session = await read(plane.db, sessions, sessionId)
  if (session) await reckon(plane, session)
}

const slices = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  )
