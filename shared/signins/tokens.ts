import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import { type Clock, epochMs, type Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'

/** What access tokens are signed with: the first, while the others are still taken. */
export interface TokenKeys {
  readonly issuer: string
  readonly keys: readonly { readonly id: string; readonly key: Uint8Array }[]
}

/** What an access token says. Whether it is still good is asked of the sign-in it names. */
export interface Access {
  readonly signinId: string
  readonly userId: string
  readonly accountId: string
}

export async function signAccess(
  { issuer, keys: [newest] }: TokenKeys,
  { signinId, userId, accountId }: Access,
  at: Instant,
): Promise<string> {
  if (!newest) throw new Error('there is no key to sign access tokens with')
  const now = Math.floor(epochMs(at) / 1_000)
  return new SignJWT({ sid: signinId, acc: accountId })
    .setProtectedHeader({ alg: algorithm, kid: newest.id, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(userId)
    .setIssuedAt(now)
    .setExpirationTime(now + limits.accessTokenSeconds)
    .sign(newest.key)
}

/** What a token of ours says, or `unauthenticated`. */
export async function readAccess(
  { issuer, keys }: TokenKeys,
  token: string,
  clock: Clock,
): Promise<Access> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const found = keys.find(({ id }) => id === kid)
        if (found) return found.key
        throw new errors.JWKSNoMatchingKey()
      },
      {
        algorithms: [algorithm],
        typ: 'at+jwt',
        issuer,
        audience,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(clock.now()),
      },
    )
    const { sid, sub, acc } = Claims.parse(payload)
    return { signinId: sid, userId: sub, accountId: acc }
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) {
      throw new Fault('unauthenticated', 'this access token has expired: refresh it', { cause })
    }
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw new Fault('unauthenticated', 'this access token is not one of ours', { cause })
  }
}

/** Ours have three parts; passports have no dots. */
export const isAccessToken = (key: string): boolean => /^[\w-]+\.[\w-]*\.[\w-]*$/.test(key)

const Claims = z.object({ sid: z.string(), sub: z.string(), acc: z.string() })

const algorithm = 'HS256'
const audience = 'onmemos:access'
