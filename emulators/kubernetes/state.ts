import * as z from 'zod'

export const Stored = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string(),
    resourceVersion: z.string(),
    creationTimestamp: z.string(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
})
export type Stored = z.output<typeof Stored>

/** Every object, by `plural/namespace/name`; the namespace is empty for those that are in none. */
export const State = z.object({
  objects: z.record(z.string(), Stored).default({}),
  /** The resource version of the last change. */
  version: z.int().default(0),
})
export type State = z.output<typeof State>
