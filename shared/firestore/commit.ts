import { FieldValue, type Firestore } from '@google-cloud/firestore'
import * as z from 'zod'
import type { Change, Stored } from './overlay.ts'

/** Writes all changes or none. Answers the hot documents as they now stand. */
export async function write(
  db: Firestore,
  changes: readonly Change[],
): Promise<readonly { path: string; stored: Stored | undefined }[]> {
  const batch = db.batch()
  for (const { collection, id, before, after } of changes) {
    const document = db.collection(collection.name).doc(id)
    if (!before) batch.create(document, Document.parse(after))
    else if (after === undefined) batch.delete(document, { lastUpdateTime: before.updateTime })
    else
      batch.update(document, replacing(before.value, after), { lastUpdateTime: before.updateTime })
  }
  const results = await batch.commit()
  return changes.flatMap(({ collection, id, after }, index) => {
    const updateTime = results[index]?.writeTime
    if (!collection.isHot || !updateTime) return []
    const path = `${collection.name}/${id}`
    return [{ path, stored: after === undefined ? undefined : { value: after, updateTime } }]
  })
}

const Document = z.record(z.string(), z.unknown())

/** An update sets the fields it names, so those that are gone are named too. */
function replacing(before: unknown, after: unknown) {
  const next = Document.parse(after)
  const gone = Object.keys(Document.parse(before)).filter((field) => !(field in next))
  return { ...next, ...Object.fromEntries(gone.map((field) => [field, FieldValue.delete()])) }
}

/**
 * - `outdated`: a document changed since it was read. Nothing was written.
 * - `exists`: a document to be made is there already. Nothing was written.
 * - `unknown`: no answer; it may have been written.
 * - `broken`: it can never be written.
 */
export interface Failure {
  readonly kind: 'outdated' | 'exists' | 'unknown' | 'broken'
  readonly cause: unknown
}

export function failureOf(cause: unknown): Failure {
  const { code } = GrpcError.catch({ code: -1 }).parse(cause)
  return { kind: kinds[code] ?? 'broken', cause }
}

const GrpcError = z.object({ code: z.number() })

/** By gRPC status code (google.rpc.Code). */
const kinds: Readonly<Record<number, Failure['kind']>> = {
  1: 'unknown', // CANCELLED
  2: 'unknown', // UNKNOWN
  4: 'unknown', // DEADLINE_EXCEEDED
  5: 'outdated', // NOT_FOUND: an updated document is gone
  6: 'exists', // ALREADY_EXISTS
  8: 'unknown', // RESOURCE_EXHAUSTED
  9: 'outdated', // FAILED_PRECONDITION
  10: 'outdated', // ABORTED
  13: 'unknown', // INTERNAL
  14: 'unknown', // UNAVAILABLE
}
