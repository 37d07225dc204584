import * as z from 'zod'

export const Metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string(),
  resourceVersion: z.string(),
  creationTimestamp: z.string(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.number().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.string()).optional(),
})

/** An object as the API server keeps it. Never changed in place: a change is another object. */
export const Stored = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: Metadata,
})
export type Stored = z.output<typeof Stored>

/** Every object, by `plural/namespace/name`; the namespace is empty for those that are in none. */
export const State = z.object({
  objects: z.record(z.string(), Stored).default({}),
  /** The resource version of the last change. */
  version: z.int().default(0),
})
export type State = z.output<typeof State>
