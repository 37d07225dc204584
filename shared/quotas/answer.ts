import { accounts } from '../accounts/account.ts'
import { changeAccount } from '../accounts/change.ts'
import type { Ceilings } from '../contract/limits.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { said } from '../platform/said.ts'
import type { TierTable } from '../tiers/tier.ts'
import { type QuotaRequest, quotaRequests } from './request.ts'

export interface Grant {
  /** The account that gets it, where the request names none. */
  readonly accountId: string | undefined
  readonly limits: { readonly [K in keyof Ceilings]?: Ceilings[K] | undefined } | undefined
  readonly tier: string | undefined
  readonly note: string | undefined
  readonly tiers: TierTable
  readonly at: Instant
}

/** Gives an account more, in the transaction that says so. One that was granted stays as it is; one denied is closed. */
export async function grant(tx: Tx, id: string, wish: Grant): Promise<QuotaRequest> {
  const request = await found(tx, id)
  if (request.status === 'granted') return request
  mustBeOpen(request)
  const accountId = request.account_id ?? wish.accountId
  if (!accountId) {
    const message = 'nobody was signed in when it was asked for: say which account'
    throw new Fault('invalid_request', `body.account_id: ${message}`, {
      flaws: [{ location: 'body.account_id', message }],
    })
  }
  const account = await changeAccount(tx, accountId, { tier: wish.tier }, wish.tiers)
  const limits = { ...account.limits, ...said(wish.limits ?? {}) }
  tx.update(accounts, accountId, { ...account, limits })
  return answered(tx, { ...request, account_id: accountId, status: 'granted' }, wish)
}

/** Says that the asker was contacted, or that they do not get it. */
export async function answer(
  tx: Tx,
  id: string,
  status: 'contacted' | 'denied',
  wish: { note: string | undefined; at: Instant },
): Promise<QuotaRequest> {
  const request = await found(tx, id)
  if (request.status === status) return request
  mustBeOpen(request)
  return answered(tx, { ...request, status }, wish)
}

async function found(tx: Tx, id: string): Promise<QuotaRequest> {
  const request = await tx.get(quotaRequests, id)
  if (!request) throw new Fault('not_found', `no quota request ${id}`)
  return request
}

function mustBeOpen({ status }: QuotaRequest) {
  if (status === 'pending' || status === 'contacted') return
  throw new Fault('quota_request_closed', `it was ${status} before`)
}

function answered(
  tx: Tx,
  request: QuotaRequest,
  { note, at }: { note: string | undefined; at: Instant },
): QuotaRequest {
  const after = { ...request, note: note ?? request.note, responded_at: at }
  tx.update(quotaRequests, request.id, after)
  return after
}
