import { createSign, generateKeyPair, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { OAuth2Client } from 'google-auth-library'
import { type Clock, epochMs } from '../../shared/platform/clock.ts'

/** Signs as Google does for the service accounts of its machines, but with a key of its own. */
export interface Signer {
  readonly issuer: string
  /** Public keys by key id, in the shape of https://www.googleapis.com/oauth2/v1/certs. */
  readonly certificates: Readonly<Record<string, string>>
  /** An OpenID Connect token of an account that only this audience accepts, for an hour. */
  tokenFor(email: string, audience: string): string
  /** Whose token it is; null where it is none of these, or for another audience. */
  whoIs(token: string, audience: string): Promise<string | null>
}

export async function newSigner(clock: Clock): Promise<Signer> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  const certificates = { [kid]: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
  const client = new OAuth2Client()
  return {
    issuer,
    certificates,
    tokenFor(email, audience) {
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
    async whoIs(token, audience) {
      const ticket = await client
        .verifySignedJwtWithCertsAsync(token, { ...certificates }, audience, [issuer])
        .catch(() => undefined)
      return ticket?.getPayload()?.email ?? null
    },
  }
}

/** One service account, with what is needed to check that it was it. */
export interface Identity extends Pick<Signer, 'issuer' | 'certificates'> {
  readonly email: string
  /** An OpenID Connect token that only this audience accepts, for an hour. */
  tokenFor(audience: string): string
}

export async function newIdentity(email: string, clock: Clock): Promise<Identity> {
  const { issuer, certificates, tokenFor } = await newSigner(clock)
  return { issuer, certificates, email, tokenFor: (audience) => tokenFor(email, audience) }
}

const subject = '100000000000000000000'
const issuer = 'https://accounts.google.com'
const lifetimeSeconds = 3_600
const base64url = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
