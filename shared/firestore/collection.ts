import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'

/** A collection and the one schema its documents are read through: past it nothing checks again. */
export interface Collection<T extends object> {
  readonly name: string
  readonly schema: z.ZodType<T>
  /**
   * Kept in memory between transactions of one process. For documents that every operation of a
   * group changes (an account): a stale copy costs a repeated commit, never a wrong one.
   */
  readonly isHot?: true
  /** A stored value through the schema, once: asked again it answers the same object. */
  open(stored: object): T
  /** A value that needs no schema, because the types of our own code made it. */
  trust(value: T): void
}

export function collection<T extends object>(
  name: string,
  schema: z.ZodType<T>,
  options: { isHot?: true } = {},
): Collection<T> {
  const opened = new WeakMap<object, T>()
  return {
    name,
    schema,
    ...options,
    open(stored) {
      const known = opened.get(stored)
      if (known) return known
      const value = schema.parse(stored)
      opened.set(stored, value)
      return value
    },
    trust: (value) => void opened.set(value, value),
  }
}

/** A document as it stands now, outside any transaction. */
export async function read<T extends object>(
  db: Firestore,
  from: Collection<T>,
  id: string,
): Promise<T | undefined> {
  const snapshot = await db.collection(from.name).doc(id).get()
  return snapshot.exists ? from.schema.parse(snapshot.data()) : undefined
}
