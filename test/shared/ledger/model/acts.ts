import * as z from 'zod'
import { type Account, accounts } from '../../../../shared/accounts/account.ts'
import { collection } from '../../../../shared/firestore/collection.ts'
import type { Tx } from '../../../../shared/firestore/transact.ts'
import { close } from '../../../../shared/ledger/bill.ts'
import { expireLots } from '../../../../shared/ledger/expire.ts'
import { begin, open, prolong, renew } from '../../../../shared/ledger/lease.ts'
import { post } from '../../../../shared/ledger/post.ts'
import {
  adjust,
  chargeStorage,
  grant,
  purchase,
  refund,
  reverse,
} from '../../../../shared/ledger/verbs.ts'
import { instant } from '../../../../shared/platform/clock.ts'
import { Fault } from '../../../../shared/platform/faults.ts'
import type { Answer, Books, Move } from './books.ts'

/** Something that is done to an account. Told again, it is the same act. */
export type Act =
  | Moved
  | { kind: 'expire' }
  /** All leases that have begun, in one batch. */
  | { kind: 'renewAll' }
  | { kind: 'open'; session: string; rate: number; fee: number; ttl: number }
  | { kind: 'begin' | 'renew' | 'close'; session: string }
  | { kind: 'prolong'; session: string; ttl: number }

export interface Moved {
  kind: Move
  id: string
  micros: number
  until: number | null
}

/** What the model makes of it. */
export function modelled(books: Books, act: Act, now: number): Answer {
  if (act.kind === 'expire') return books.expire(now)
  if (act.kind === 'renewAll') return books.renewAll(now)
  if (act.kind === 'open') return books.open(act.session, now, act.rate, act.fee, act.ttl)
  if (act.kind === 'prolong') return books.prolong(act.session, now, act.ttl)
  if ('session' in act) return books[act.kind](act.session, now)
  return books.move(act.id, act.kind, act.micros, act.until)
}

/** What the ledger makes of it, in a transaction. */
export async function posted(tx: Tx, accountId: string, act: Act, now: number): Promise<Answer> {
  const account = await tx.get(accounts, accountId)
  if (!account) throw new Error(`no account ${accountId}`)
  if ('id' in act) {
    return (await post(tx, account, draftOf(accountId, act, now))) === account ? 'again' : 'done'
  }
  if (act.kind === 'expire') {
    await expireLots(tx, account, at(now))
    return 'done'
  }
  if (act.kind === 'renewAll') {
    const begun = Object.entries(account.live).filter(([, { started_at: startedAt }]) => startedAt)
    await renew(tx, account, begun.map(([sessionId]) => sessionId).toSorted(), at(now))
    return 'done'
  }
  return (await leased(tx, account, act, now)) ? 'done' : 'again'
}

export const answerOf = (cause: unknown): Answer => {
  if (!(cause instanceof Fault)) {
    if (cause instanceof Error && cause.message.startsWith('invariant broken')) return 'broken'
    throw cause
  }
  if (cause.code === 'insufficient_credits' || cause.code === 'idempotency_conflict') {
    return cause.code
  }
  throw cause
}

/** As the domain of sessions has it: what is not in the state for it changes nothing. */
async function leased(
  tx: Tx,
  account: Account,
  act: Extract<Act, { session: string }>,
  now: number,
): Promise<boolean> {
  const sessionId = `${account.id}-${act.session}`
  const meter = account.live[sessionId]
  if (act.kind === 'open') {
    if (!(await tx.create(opened, sessionId, { id: sessionId }))) return false
    await open(tx, account, {
      sessionId,
      backend: 'local',
      rateMicrosPerHour: act.rate,
      startFeeMicros: act.fee,
      at: at(now),
      expiresAt: at(now + act.ttl),
    })
    return true
  }
  const isInState =
    meter && (act.kind === 'begin' ? !meter.started_at : act.kind !== 'renew' || meter.started_at)
  if (!isInState) return false
  if (act.kind === 'begin') begin(tx, account, sessionId, at(now))
  else if (act.kind === 'renew') await renew(tx, account, [sessionId], at(now))
  else if (act.kind === 'prolong')
    prolong(tx, account, sessionId, { expiresAt: at(now + act.ttl), at: at(now) })
  else await close(tx, account, sessionId, at(now))
  return true
}

const opened = collection('opened', z.object({ id: z.string() }))

function draftOf(accountId: string, { kind, id, micros, until }: Moved, now: number) {
  const fact = { id: `${accountId}-${id}`, accountId, at: at(now), note: 'told' }
  const expiresAt = until === null ? null : at(until)
  const drafts = {
    purchase: () => purchase({ ...fact, expiresAt }, micros),
    grant: () => grant({ ...fact, expiresAt }, micros),
    reverse: () => reverse(fact, micros),
    adjust: () => adjust(fact, micros),
    refund: () => refund({ ...fact, sessionId: null }, micros),
    storage: () => chargeStorage(fact, micros),
  } satisfies Record<Move, () => unknown>
  return drafts[kind]()
}

/** Seconds of the model as a moment. */
export const at = (seconds: number) => instant(Date.UTC(2026, 0, 1, 12) + seconds * 1_000)
