import * as z from 'zod'

/** What may be said of an object with its bytes, and changed later. */
export const Writable = z.object({
  contentType: z.string().optional(),
  contentEncoding: z.string().optional(),
  contentDisposition: z.string().optional(),
  contentLanguage: z.string().optional(),
  cacheControl: z.string().optional(),
  customTime: z.string().optional(),
  storageClass: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
})
export type Writable = z.output<typeof Writable>

/** An object on record: its bytes are a file named by its generation. */
export const StoredObject = Writable.extend({
  name: z.string(),
  /** Microseconds, and never the same twice. */
  generation: z.string(),
  metageneration: z.int(),
  size: z.int(),
  md5Hash: z.string(),
  crc32c: z.string(),
  timeCreated: z.string(),
  updated: z.string(),
})
export type StoredObject = z.output<typeof StoredObject>

export const StoredBucket = z.object({
  name: z.string(),
  projectNumber: z.string(),
  metageneration: z.int(),
  timeCreated: z.string(),
  updated: z.string(),
  location: z.string(),
  storageClass: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
})
export type StoredBucket = z.output<typeof StoredBucket>
