import { OAuth2Client } from 'google-auth-library'
import { realClock } from '../../shared/platform/clock.ts'
import { type Identity, newIdentity } from './identity.ts'

/** Service accounts that call services for Google: the gateways', Pub/Sub's. Each proves who it is with a key of its own. */
export function callers() {
  const identities = new Map<string, Promise<Identity>>()
  const identityOf = (email: string) => {
    const identity = identities.get(email) ?? newIdentity(email, realClock)
    identities.set(email, identity)
    return identity
  }
  const client = new OAuth2Client()
  return {
    tokenFor: async (email: string, audience: string) =>
      (await identityOf(email)).tokenFor(audience),
    /** Whose token it is, if it is one of theirs for this audience. */
    async whoIs(token: string, audience: string): Promise<string | null> {
      for (const identity of await Promise.all(identities.values())) {
        const { certificates, issuer } = identity
        const verified = await client
          .verifySignedJwtWithCertsAsync(token, { ...certificates }, audience, [issuer])
          .catch(() => undefined)
        const email = verified?.getPayload()?.email
        if (email) return email
      }
      return null
    },
  }
}
export type Callers = ReturnType<typeof callers>
