import * as z from 'zod'
import { apiVersionOf } from '../kinds.ts'
import { badRequest } from '../refusal.ts'
import { check, type Strictness } from '../schema/check.ts'
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

/** How a body is read, and who hears of what is odd about it. */
export interface Reading {
  readonly strictness?: Strictness
  warn?(warning: string): void
}

/** What a body says, where it is of its kind and says nothing that is another object's. */
export function read({ kind, namespace }: Place, body: unknown, reading: Reading = {}): Told {
  const told = parsedAs(Told, body)
  refuseOther({ kind, namespace }, told)
  const { strictness = 'Warn', warn } = reading
  const { status, ...rest } = told
  const { object, warnings } = check(kind, told.metadata.name ?? '', rest, strictness)
  for (const warning of warnings) warn?.(warning)
  return { ...parsedAs(Told, object), ...(status === undefined ? {} : { status }) }
}

function parsedAs<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error))
  return parsed.data
}

function refuseOther({ kind, namespace }: Place, told: Told) {
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
}
