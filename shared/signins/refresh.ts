import { membershipId, memberships } from '../accounts/membership.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Plane } from '../plane.ts'
import { type Instant, plusSeconds, secondsBetween } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { isHashOf } from '../platform/secret.ts'
import { type Tokens, tokensOf } from './issue.ts'
import { codeOf, partsOf } from './secret.ts'
import { isGood, type Signin, signins } from './signin.ts'

/**
 * The next tokens for a refresh token, which is good once. For a moment it gives the same ones again, to whoever did not hear
 * the answer or asked twice at once; shown after that it was stolen, from us or from its owner, and the sign-in ends for both.
 */
export async function refresh(
  { transact, clock, tokenKeys, vault }: Plane,
  token: string,
  accountId?: string,
): Promise<Tokens> {
  const parts = partsOf('onr', token)
  if (!parts) throw over()
  const at = clock.now()
  // Made from the one before it: asked for again, it is the same.
  const next = codeOf('onr', parts.id, vault.fingerprint(`after ${token}`).slice(0, 32))
  const tokens = await transact(parts.id, async (tx) => {
    const signin = await tx.get(signins, parts.id)
    if (!signin || !isGood(signin, at)) return null
    if (isHashOf(signin.refresh_hash, parts.secret)) {
      if (accountId !== undefined) await mustBelong(tx, signin.user_id, accountId)
      const after = renewed(signin, next.hash, accountId ?? signin.account_id, at)
      tx.update(signins, signin.id, after)
      return tokensOf(tokenKeys, after, next.code, at)
    }
    if (!isPrevious(signin, parts.secret)) return null
    if (secondsBetween(signin.refreshed_at, at) <= limits.refreshRepeatSecondsMax) {
      return tokensOf(tokenKeys, signin, next.code, at)
    }
    tx.update(signins, signin.id, { ...signin, revoked_at: at })
    return null
  })
  if (!tokens) throw over()
  return tokens
}

const renewed = (signin: Signin, hash: string, accountId: string, at: Instant): Signin => ({
  ...signin,
  account_id: accountId,
  refresh_hash: hash,
  previous_hash: signin.refresh_hash,
  refreshed_at: at,
  expires_at: plusSeconds(at, limits.signinSecondsMax),
})

/** Ends a sign-in. What proves nothing ends nothing, and is told the same. */
export async function signOut({ transact, clock }: Plane, token: string): Promise<void> {
  const parts = partsOf('onr', token)
  if (!parts) return
  await transact(parts.id, async (tx) => {
    const signin = await tx.get(signins, parts.id)
    if (!signin || signin.revoked_at) return
    if (isHashOf(signin.refresh_hash, parts.secret) || isPrevious(signin, parts.secret)) {
      tx.update(signins, signin.id, { ...signin, revoked_at: clock.now() })
    }
  })
}

const isPrevious = ({ previous_hash: hash }: Signin, secret: string) =>
  hash !== null && isHashOf(hash, secret)

async function mustBelong(tx: Tx, userId: string, accountId: string): Promise<void> {
  const membership = await tx.get(memberships, membershipId(accountId, userId))
  if (!membership) throw new Fault('not_found', `no account ${accountId}`)
}

const over = () => new Fault('unauthenticated', 'this sign-in is over: sign in again')
