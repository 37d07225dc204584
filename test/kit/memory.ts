import type { Collection } from '../../shared/firestore/collection.ts'
import type { Tx } from '../../shared/firestore/transact.ts'

/** One long transaction over a map: the rules of money without a database, for thousands of runs. */
export function memory(): Tx {
  const documents = new Map<string, unknown>()
  const path = (from: { readonly name: string }, id: string) => `${from.name}/${id}`
  return {
    async get<T extends object>(from: Collection<T>, id: string) {
      const found = documents.get(path(from, id))
      return found === undefined ? undefined : from.schema.parse(found)
    },
    async create(into, id, value) {
      if (documents.has(path(into, id))) return false
      documents.set(path(into, id), value)
      return true
    },
    update: (into, id, value) => void documents.set(path(into, id), value),
    delete: (from, id) => void documents.delete(path(from, id)),
  }
}
