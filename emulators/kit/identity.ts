import { createSign, generateKeyPair, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { type Clock, epochMs } from '../../shared/platform/clock.ts'

/** Signs as Google does when Pub/Sub pushes with a service account, but with a key of its own. */
export interface Identity {
  readonly issuer: string
  readonly email: string
  /** Public keys by key id, in the shape of https://www.googleapis.com/oauth2/v1/certs. */
  readonly certificates: Readonly<Record<string, string>>
  /** An OpenID Connect token that only this audience accepts, for an hour. */
  tokenFor(audience: string): string
}

export async function newIdentity(email: string, clock: Clock): Promise<Identity> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  const subject = '100000000000000000000'
  return {
    issuer,
    email,
    certificates: { [kid]: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    tokenFor(audience) {
      const iat = Math.floor(epochMs(clock.now()) / 1000)
      const claims = {
        iss: issuer,
        aud: audience,
        azp: subject,
        sub: subject,
        email,
        email_verified: true,
        iat,
        exp: iat + lifetimeSeconds,
      }
      const signed = [{ alg: 'RS256', kid, typ: 'JWT' }, claims].map(base64url).join('.')
      const signature = createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')
      return `${signed}.${signature}`
    },
  }
}

const issuer = 'https://accounts.google.com'
const lifetimeSeconds = 3_600
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
