import * as z from 'zod'

/** What admission reads of a pod, and changes. */
export const Quantities = z.record(z.string(), z.union([z.string(), z.number()]).transform(String))
export type Quantities = z.output<typeof Quantities>

export const Container = z.looseObject({
  name: z.string(),
  resources: z
    .looseObject({ limits: Quantities.optional(), requests: Quantities.optional() })
    .default({}),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).optional(),
  securityContext: z.looseObject({}).optional(),
})
export type Container = z.output<typeof Container>

export const Spec = z.looseObject({
  containers: z.array(Container),
  initContainers: z.array(Container).optional(),
  serviceAccountName: z.string(),
  automountServiceAccountToken: z.boolean().optional(),
  volumes: z.array(z.looseObject({ name: z.string() })).optional(),
  securityContext: z.looseObject({}).optional(),
})
export type Spec = z.output<typeof Spec>

/** Each container changed in the same way. */
export const eachContainer = (spec: Spec, change: (container: Container) => Container): Spec => ({
  ...spec,
  containers: spec.containers.map(change),
  ...(spec.initContainers ? { initContainers: spec.initContainers.map(change) } : {}),
})
