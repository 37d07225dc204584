import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'

/** A collection and the one schema its documents are read through: past it nothing checks again. */
export interface Collection<T> {
  readonly name: string
  readonly schema: z.ZodType<T>
  /**
   * Kept in memory between transactions of one process. For documents that every operation of a
   * group changes (an account): a stale copy costs a repeated commit, never a wrong one.
   */
  readonly isHot?: true
}

export const collection = <T>(
  name: string,
  schema: z.ZodType<T>,
  options: { isHot?: true } = {},
): Collection<T> => ({ name, schema, ...options })

/** A document as it stands now, outside any transaction. */
export async function read<T>(
  db: Firestore,
  from: Collection<T>,
  id: string,
): Promise<T | undefined> {
  const snapshot = await db.collection(from.name).doc(id).get()
  return snapshot.exists ? from.schema.parse(snapshot.data()) : undefined
}
