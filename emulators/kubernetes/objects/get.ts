import type { Cluster } from '../cluster.ts'
import { apiVersionOf } from '../kinds.ts'
import { badRequest, noSuch, Refusal } from '../refusal.ts'
import { selectorOf } from '../selectors.ts'
import type { Stored } from '../state.ts'
import type { Place } from '../store.ts'

export function get({ store }: Cluster, place: Place, name: string): Stored {
  const found = store.get(place, name)
  if (!found) throw noSuch(place.kind, name)
  return found
}

/** In pages where a limit is said: each continues after the last name of the one before, over what there is by then. */
export function list({ store }: Cluster, place: Place, query: URLSearchParams) {
  const isWanted = selectorOf(query)
  const found = store
    .all(place)
    .filter(isWanted)
    .map((object) => ({
      key: `${object.metadata.namespace ?? ''}/${object.metadata.name}`,
      object,
    }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
  const after = continued(query.get('continue'))
  const left = after === undefined ? found : found.filter(({ key }) => key > after)
  const limit = Number(query.get('limit') ?? 0) || left.length
  const page = left.slice(0, limit)
  const last = page.at(-1)
  return {
    kind: `${place.kind.kind}List`,
    apiVersion: apiVersionOf(place.kind),
    metadata: {
      resourceVersion: String(store.version),
      ...(last && left.length > limit
        ? {
            continue: Buffer.from(last.key).toString('base64url'),
            remainingItemCount: left.length - limit,
          }
        : {}),
    },
    items: page.map(({ object }) => object),
  }
}

function continued(token: string | null): string | undefined {
  if (!token) return undefined
  const key = Buffer.from(token, 'base64url').toString()
  if (!key.includes('/')) throw badRequest('continue key is not valid')
  return key
}

/** What a client is told whose resource version is too old to go on from. */
export const expired = (version: number, oldest: number) =>
  new Refusal(410, 'Expired', `too old resource version: ${version} (${oldest})`)
