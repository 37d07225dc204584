import type * as z from 'zod'
import type { Tokens as OnTheWire } from '../contract/signin.ts'
import type { Tx } from '../firestore/transact.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { newCode } from './secret.ts'
import { type Signin, signins } from './signin.ts'
import { signAccess, type TokenKeys } from './tokens.ts'

export type Tokens = z.output<typeof OnTheWire>

/** Signs a user in, in the caller's transaction. */
export async function issue(
  tx: Tx,
  keys: TokenKeys,
  who: Pick<Signin, 'user_id' | 'account_id' | 'how'>,
  at: Instant,
): Promise<Tokens> {
  const id = newId('signin')
  const { code, hash } = newCode('onr', id)
  const signin: Signin = {
    ...who,
    id,
    refresh_hash: hash,
    previous_hash: null,
    refreshed_at: at,
    created_at: at,
    expires_at: plusSeconds(at, limits.signinSecondsMax),
    revoked_at: null,
  }
  await tx.create(signins, id, signin)
  return tokensOf(keys, signin, code, at)
}

export const tokensOf = async (
  keys: TokenKeys,
  { id, user_id, account_id }: Signin,
  refreshToken: string,
  at: Instant,
): Promise<Tokens> => ({
  access_token: await signAccess(
    keys,
    { signinId: id, userId: user_id, accountId: account_id },
    at,
  ),
  token_type: 'Bearer',
  expires_in: limits.accessTokenSeconds,
  refresh_token: refreshToken,
  user_id,
  account_id,
})
