import { FieldValue, type Firestore } from '@google-cloud/firestore'
import * as z from 'zod'
import type { Change } from './overlay.ts'
import { momentOf, type Stored } from './stored.ts'
import { noWriters, type Writers, writersField } from './writers.ts'

/** Writes all changes or none. Answers the hot documents as they now stand. */
export async function write(
  db: Firestore,
  changes: readonly Change[],
  writersOver: (before: Stored) => Writers,
): Promise<readonly { path: string; stored: Stored | undefined }[]> {
  const batch = db.batch()
  const written = changes.map(({ path, isHot, before, after }) => {
    const document = db.doc(path)
    const writers = isHot && before ? writersOver(before) : noWriters
    if (!before) batch.create(document, { ...after })
    else if (!after) batch.delete(document, { lastUpdateTime: before.updateTime })
    else
      batch.update(document, replacing(before, after, writers), {
        lastUpdateTime: before.updateTime,
      })
    return { path, isHot, value: after, writers }
  })
  const results = await batch.commit()
  return written.flatMap(({ path, isHot, value, writers }, index) => {
    const updateTime = results[index]?.writeTime
    if (!isHot || !updateTime) return []
    return { path, stored: value && { value, updateTime, writers, asOf: momentOf(updateTime) } }
  })
}

/** An update sets the fields it names, so those that are gone are named too. */
function replacing(before: Stored, value: object, writers: Writers) {
  const after = writers === noWriters ? value : { ...value, [writersField]: writers }
  const fields = Object.keys(before.value)
  if (before.writers !== noWriters) fields.push(writersField)
  const gone = fields.filter((field) => !(field in after))
  return { ...after, ...Object.fromEntries(gone.map((field) => [field, FieldValue.delete()])) }
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
