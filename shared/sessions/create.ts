import type * as z from 'zod'
import { type Account, accounts } from '../accounts/account.ts'
import { reserved } from '../accounts/bounds.ts'
import { share } from '../archives/claim.ts'
import type { SettledSession } from '../contract/session.ts'
import type { Tx } from '../firestore/transact.ts'
import { open, paidSeconds } from '../ledger/lease.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import type { Caller } from '../passports/caller.ts'
import { epochMs, type Instant, plusSeconds } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { claim } from '../pools/claim.ts'
import { shapeOf } from '../pools/pool.ts'
import type { PriceList } from '../pricing/list.ts'
import { mustBeAble } from '../providers/capabilities.ts'
import type { Quote } from '../quotes/quote.ts'
import { redeem } from '../quotes/redeem.ts'
import { notReady, snapshots } from '../snapshots/snapshot.ts'
import { ceilingsOf } from '../tiers/ceilings.ts'
import type { TierTable } from '../tiers/tier.ts'
import { ceilingsIn, mustHaveRoomIn, sharedBy } from '../workspaces/forSession.ts'
import { withMounts } from '../workspaces/mounts.ts'
import { type Choice, choose, type Grounds } from './choose.ts'
import { leaseOf } from './lease.ts'
import { limitsOf } from './limits.ts'
import { happened, type Session, sessions } from './session.ts'

export interface Creation {
  readonly id: string
  readonly at: Instant
  readonly caller: Caller
  readonly tiers: TierTable
  readonly wish: z.output<typeof SettledSession>
  /** The list in force. */
  readonly prices: PriceList
  /** What fixes the price instead. */
  readonly quote: Quote | null
  /** Set where the request carried an idempotency key. */
  readonly requestHash: string | null
  /** Boxes that wait, of which it may have one. */
  readonly waiting: readonly string[]
}

/** The new session; or, for a request told again, the one it made, with nothing more to send. */
export async function createSession(
  tx: Tx,
  where: Pick<Grounds, 'placement' | 'autoPolicy'>,
  creation: Creation,
): Promise<{ session: Session; line: OutboxLine | null }> {
  // Before limits and credits are looked at: a request that succeeded needs none to be told again.
  const isRetry = creation.requestHash !== null && (await tx.get(sessions, creation.id))
  if (isRetry) return { session: await theSame(tx, creation), line: null }
  const account = await accountOf(tx, creation.caller.accountId)
  const shared = await sharedBy(tx, creation.caller, creation.wish)
  const { workspace } = shared
  const choice = choose(shared.wish, groundsOf(where, creation))
  const wish = await withMounts(tx, creation.caller, shared, choice)
  const ceilings = ceilingsIn(workspace, ceilingsOf(account, creation.tiers))
  const session = {
    ...draft(choice, { ...creation, wish }, limitsOf(wish, ceilings)),
    sealed_env: workspace?.sealed_secrets ?? null,
  }
  mustBeAllowed(session, creation.caller)
  if (!(await tx.create(sessions, session.id, session))) {
    return { session: await theSame(tx, creation), line: null }
  }
  if (creation.quote) await redeem(tx, creation.quote, session, creation.at)
  mustHaveRoomIn(workspace, account)
  const room = reserved(account, ceilings, session.key_ids, creation.at)
  const opened = await open(tx, room, leaseOf(session, creation.at))
  const forked = creation.wish.snapshot
    ? await withFilesOf(tx, session, creation.wish.snapshot)
    : session
  const box = await claim(tx, creation.waiting, shapeOf(session), session.id, creation.at)
  const begun = {
    ...forked,
    lease_seconds: paidSeconds(opened, session.id),
    warm_box_id: box?.id ?? null,
  }
  tx.update(sessions, session.id, begun)
  const command = { verb: 'start', backend: session.backend, session_id: session.id } as const
  return { session: begun, line: await send(tx, command, creation.at) }
}

function draft(
  choice: Choice,
  { id, at, wish, ...creation }: Creation,
  bounds: ReturnType<typeof limitsOf>,
): Session {
  const { provider, backend } = choice
  const suffix = `${wish.namespace}-${wish.user}-${Math.floor(epochMs(at) / 1_000)}`
  const price = creation.quote ? priceIn(creation.quote) : priceOf(choice, creation.prices)
  const session: Session = {
    id,
    name: `ws-${suffix}`,
    account_id: creation.caller.accountId,
    passport_id: creation.caller.passportId,
    key_ids: [...creation.caller.lineage],
    request_hash: creation.requestHash,
    provider,
    backend,
    template: wish.template,
    namespace: wish.namespace,
    user: wish.user,
    workspace_id: wish.workspace_id ?? null,
    bucket_name: wish.storage?.bucket ?? `onmemos-${suffix}`,
    storage: wish.storage ?? null,
    network: wish.network ?? null,
    labels: wish.labels,
    label_pairs: Object.entries(wish.labels).map(([name, value]) => `${name}=${value}`),
    env: wish.env,
    sealed_env: null,
    resources: wish.resources,
    ...price,
    others: othersOf(choice, price, creation.prices, wish),
    ...bounds,
    quote_id: creation.quote?.id ?? null,
    warm_box_id: null,
    on_idle: wish.on_idle,
    auto_resume: wish.auto_resume,
    lease_seconds: 0,
    snapshot_id: wish.snapshot ?? null,
    archive_id: null,
    pause: null,
    paused_at: null,
    past: { seconds: 0, charged: 0, turn: 0, paused_seconds: 0, boxes: 0 },
    status: 'provisioning',
    reason: null,
    details: {},
    created_at: at,
    started_at: null,
    ended_at: null,
    expires_at: plusSeconds(at, wish.ttl_minutes * 60),
    bill: null,
    events: [],
  }
  return happened(session, 'created', at, { provider, backend })
}

const groundsOf = (
  { placement, autoPolicy }: Pick<Grounds, 'placement' | 'autoPolicy'>,
  { prices, caller, quote }: Pick<Creation, 'prices' | 'caller' | 'quote'>,
): Grounds => ({
  placement,
  autoPolicy,
  prices,
  permitted: caller.providers,
  agreed: quote?.provider,
})

/** A passport may be good for some providers and templates only. */
function mustBeAllowed({ provider, template }: Session, { providers, templates }: Caller) {
  const refuse = (what: string) => {
    throw new Fault('not_allowed', `this passport is not good for ${what}`)
  }
  if (providers?.includes(provider) === false) refuse(`sessions on ${provider}`)
  if (templates?.includes(template) === false) refuse(`the template ${template}`)
}

const priceIn = ({ rate_micros_per_hour, start_fee_micros, price_version }: Quote) => ({
  rate_micros_per_hour,
  start_fee_micros,
  price_version,
})

const priceOf = ({ rate }: Pick<Choice, 'rate'>, { version }: PriceList) => ({
  rate_micros_per_hour: rate.microsPerHour,
  start_fee_micros: rate.startFeeMicros,
  price_version: version,
})

/** Where it may go instead: for no more than what was agreed, unless more was agreed to as well. */
const othersOf = (
  { others }: Choice,
  price: Pick<Session, 'rate_micros_per_hour' | 'start_fee_micros'>,
  { version }: PriceList,
  { failover_max_rate_per_hour: max = price.rate_micros_per_hour }: Creation['wish'],
) =>
  others
    .map(({ provider, backend, rate }) => ({
      provider,
      backend,
      rate_micros_per_hour: rate.microsPerHour,
      start_fee_micros: rate.startFeeMicros,
      price_version: version,
    }))
    .filter(
      (one) => one.rate_micros_per_hour <= max && one.start_fee_micros <= price.start_fee_micros,
    )

/** It begins with the files of one of its account's snapshots. */
async function withFilesOf(tx: Tx, session: Session, snapshotId: string): Promise<Session> {
  const snapshot = await tx.get(snapshots, snapshotId)
  if (snapshot?.account_id !== session.account_id) {
    throw new Fault('not_found', `no snapshot ${snapshotId}`)
  }
  mustBeAble(session.backend, 'pause', `sessions on ${session.backend} cannot begin with files`)
  if (snapshot.status !== 'ready' || !snapshot.archive_id) throw notReady(snapshot)
  await share(tx, snapshot.archive_id, session.id)
  const after = { ...session, archive_id: snapshot.archive_id }
  tx.update(sessions, session.id, after)
  return after
}

export async function accountOf(tx: Tx, accountId: string): Promise<Account> {
  const account = await tx.get(accounts, accountId)
  invariant(account, `a passport names account ${accountId}, which is not there`)
  return account
}

async function theSame(tx: Tx, { id, requestHash }: Creation): Promise<Session> {
  const stored = await tx.get(sessions, id)
  invariant(stored, `session ${id} exists and is not there`)
  if (stored.request_hash === requestHash) return stored
  throw new Fault(
    'idempotency_conflict',
    'this idempotency key came with another body before; use a new key',
  )
}
