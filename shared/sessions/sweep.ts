import { dueAccounts } from '../accounts/store.ts'
import type { SweepBatch } from '../contract/topics.ts'
import { read } from '../firestore/collection.ts'
import type { OutboxLine } from '../outbox/line.ts'
import { relay } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { reckon } from './reckon.ts'
import { sessions } from './session.ts'
import { type Live, type Swept, sweepAccount, sweepIdle } from './sweepAccount.ts'

/**
 * Renews the leases that are due and ends what is over. It asks for nothing but the accounts that are due, the longest overdue
 * first: a page of them is swept here; if there are more, all shards are handed on. What is not come to is due at the next tick.
 */
export async function sweep(plane: Plane) {
  const now = plane.clock.now()
  const page = await dueAccounts(plane.db, now)
  const swept = await renewBooks(plane, page, now)
  const batches = isFull(page) ? everyShard : []
  const what = (batch: SweepBatch) => ({ ...batch })
  await each(batches, { log: plane.log, what }, (batch) => plane.fanOut(batch))
  return { ...(await carryOn(plane, swept, now)), batches: batches.length }
}

/** Sweeps what is due of a shard, page by page: the books of all before anybody is told. */
export async function sweepBatch(plane: Plane, { shard }: SweepBatch) {
  const now = plane.clock.now()
  const swept: SweptAccount[] = []
  let page = await dueAccounts(plane.db, now, { shard })
  for (let pages = 1; ; pages++) {
    swept.push(...(await renewBooks(plane, page, now)))
    if (!isFull(page) || pages === limits.sweepPagesMax) break
    page = await dueAccounts(plane.db, now, { shard, after: page.at(-1) })
  }
  return carryOn(plane, swept, now)
}

const everyShard: readonly SweepBatch[] = Array.from(
  { length: limits.sweepShards },
  (_, shard) => ({
    shard,
  }),
)
const isFull = (page: Page) => page.length === limits.sweepPageAccounts

type Page = Awaited<ReturnType<typeof dueAccounts>>
interface SweptAccount extends Swept {
  readonly id: string
}

/** The books of these accounts, in as few commits as it goes. One that fails is due at the next tick. */
async function renewBooks(plane: Plane, page: Page, now: Instant): Promise<SweptAccount[]> {
  const outcomes = await plane.transactAll(page, (tx, id) => sweepAccount(tx, id, now))
  return outcomes.flatMap((outcome, index) => {
    const id = page[index]?.id ?? ''
    if (outcome.status === 'fulfilled') return [{ id, ...outcome.value }]
    plane.log.error('an account was not swept', { account_id: id, cause: outcome.reason })
    return []
  })
}

/** After the books: those who are told of it, then the sessions that may be idle. */
async function carryOn(plane: Plane, swept: readonly SweptAccount[], now: Instant) {
  const renewals = swept.flatMap((one) => one.renewals)
  const lines = swept.flatMap((one) => one.lines)
  const ofSession = ({ sessionId }: Live) => ({ session_id: sessionId })
  const ofLine = ({ id }: OutboxLine) => ({ outbox_id: id })
  await Promise.all([
    each(
      renewals,
      { log: plane.log, what: ofSession, atOnce: limits.agentsToldAtOnce },
      (renewal) => tell(plane, renewal),
    ),
    each(lines, { log: plane.log, what: ofLine, atOnce: limits.agentsToldAtOnce }, async (line) => {
      await relay(plane, line)
    }),
  ])
  let ended = lines.length
  const quiet = swept.filter((one) => one.quiet.length > 0)
  const what = ({ id }: SweptAccount) => ({ account_id: id })
  await each(quiet, { log: plane.log, what, atOnce: limits.agentsAskedAtOnce }, async (one) => {
    ended += await endIdle(plane, one.id, one.quiet, now)
  })
  return { renewed: renewals.length, ended }
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
