import { FieldPath, type Query } from '@google-cloud/firestore'
import type { Mark } from '../platform/mark.ts'
import type { Collection } from './collection.ts'

/** A page of a list: at most so many, after where the one before ended. */
export interface Slice {
  readonly limit: number
  readonly after: Mark | null
}

/** What of a collection a query finds, the newest first: by when each was made, ties by id. */
export async function newest<T extends object>(
  from: Collection<T>,
  query: Query,
  { limit, after }: Slice,
): Promise<readonly T[]> {
  const ordered = query.orderBy('created_at', 'desc').orderBy(FieldPath.documentId(), 'desc')
  const rest = after ? ordered.startAfter(after.at, after.id) : ordered
  const { docs } = await rest.limit(limit).get()
  return docs.map((document) => from.schema.parse(document.data()))
}
