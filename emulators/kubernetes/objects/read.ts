import * as z from 'zod'
import { apiVersionOf } from '../kinds.ts'
import { badRequest } from '../refusal.ts'
import type { Place } from '../store.ts'

/** What a body has to be to be an object at all. */
export const Told = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      generateName: z.string().optional(),
      namespace: z.string().optional(),
      resourceVersion: z.string().optional(),
      uid: z.string().optional(),
      labels: z.record(z.string(), z.string()).nullish(),
      finalizers: z.array(z.string()).nullish(),
    })
    .default({}),
})
export type Told = z.output<typeof Told>

/** What a body says, where it says nothing that is another object's. */
export function read({ kind, namespace }: Place, body: unknown): Told {
  const parsed = Told.safeParse(body)
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error))
  const told = parsed.data
  const itsVersion = told.apiVersion ?? apiVersionOf(kind)
  if ((told.kind ?? kind.kind) !== kind.kind || itsVersion !== apiVersionOf(kind)) {
    throw badRequest(
      `${told.apiVersion} ${told.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`,
    )
  }
  if (kind.isNamespaced && (told.metadata.namespace ?? namespace) !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  }
  return told
}
