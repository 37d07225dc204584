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

/** What becomes of objects by and by. */
export const Lifecycle = z.object({
  rule: z
    .array(
      z.object({
        action: z.object({
          type: z.enum(['Delete', 'SetStorageClass', 'AbortIncompleteMultipartUpload']),
          storageClass: z.string().optional(),
        }),
        condition: z.looseObject({
          age: z.int().min(0).optional(),
          createdBefore: z.iso.date().optional(),
          customTimeBefore: z.iso.date().optional(),
          daysSinceCustomTime: z.int().min(0).optional(),
          matchesPrefix: z.array(z.string()).optional(),
          matchesSuffix: z.array(z.string()).optional(),
          matchesStorageClass: z.array(z.string()).optional(),
        }),
      }),
    )
    .max(100)
    .optional(),
})
export type Lifecycle = z.output<typeof Lifecycle>

export const Policy = z.object({
  version: z.int().default(1),
  etag: z.string(),
  bindings: z
    .array(
      z.object({
        role: z.string().min(1),
        members: z.array(z.string().min(1)),
        condition: z.looseObject({}).optional(),
      }),
    )
    .default([]),
})
export type Policy = z.output<typeof Policy>

export const StoredBucket = z.object({
  name: z.string(),
  projectNumber: z.string(),
  metageneration: z.int(),
  timeCreated: z.string(),
  updated: z.string(),
  location: z.string(),
  storageClass: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  lifecycle: Lifecycle.optional(),
  policy: Policy.optional(),
})
export type StoredBucket = z.output<typeof StoredBucket>
