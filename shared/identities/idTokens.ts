import { Compute, GoogleAuth } from 'google-auth-library'
import { LRUCache } from 'lru-cache'

/**
 * Proofs of who this process is, each for one audience: the address of a service that asks. `none` asks the metadata server
 * alone, which an emulated cloud has, too.
 */
export function idTokens(credentials: 'default' | 'none'): (audience: string) => Promise<string> {
  const kept = new LRUCache<string, Promise<string>>({ max: audiencesMax, ttl: keptMs })
  const fetchToken = credentials === 'none' ? fromMetadata() : fromAnywhere()
  return (audience) => {
    const known = kept.get(audience)
    if (known) return known
    const token = fetchToken(audience)
    kept.set(audience, token)
    // What failed is asked for again.
    token.catch(() => kept.delete(audience))
    return token
  }
}

function fromMetadata() {
  const machine = new Compute()
  return (audience: string) => machine.fetchIdToken(audience)
}

function fromAnywhere() {
  const auth = new GoogleAuth()
  return async (audience: string) => {
    const { idTokenProvider } = await auth.getIdTokenClient(audience)
    return idTokenProvider.fetchIdToken(audience)
  }
}

const audiencesMax = 10_000
/** They are good for an hour. */
const keptMs = 45 * 60_000
