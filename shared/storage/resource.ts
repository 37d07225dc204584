import * as z from 'zod'
import { Micros, Timestamp } from '../contract/fields.ts'
import { Bytes, StorageResource as OnTheWire } from '../contract/storage.ts'
import { collection } from '../firestore/collection.ts'

export const Measurement = z.object({ at: Timestamp, size_bytes: Bytes })
export type Measurement = z.output<typeof Measurement>

export const StorageResource = OnTheWire.extend({
  /** Set where the request carried an idempotency key. */
  request_hash: z.string().nullable(),
  /** Oldest first: the one in force when the last charged day ended, and the last of each day since. */
  measurements: z.array(Measurement),
  /** When its bucket is to be measured next; null where nobody here can, or it has gone. */
  measure_due_at: Timestamp.nullable().default(null),
  owed_micros: Micros,
  /** Counts what was collected of it: the next entry's number. */
  collections: z.int(),
  /** When there is something to charge next; null when there never will be. */
  due_at: Timestamp.nullable(),
})
export type StorageResource = z.output<typeof StorageResource>

export const storageResources = collection('storage_resources', StorageResource)
