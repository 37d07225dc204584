import jsonPatch from 'fast-json-patch'
import * as z from 'zod'
import type { Cluster } from '../cluster.ts'
import { badRequest, invalid, noSuch, Refusal } from '../refusal.ts'
import type { Stored } from '../state.ts'
import type { Place } from '../store.ts'
import { type Applier, applied, managedBy } from './apply.ts'
import { create } from './create.ts'
import { merge, mergeStrategically } from './merge.ts'
import { replace, type Write } from './replace.ts'

/** A change, in the dialect that its content type says. Server-side apply makes what is not there. */
export function patch(
  cluster: Cluster,
  place: Place,
  name: string,
  { type, body }: { readonly type: string; readonly body: unknown },
  write: Write & { readonly applier?: Applier } = {},
): { readonly isNew: boolean; readonly object: Stored } {
  const before = cluster.store.get(place, name)
  if (type === 'application/apply-patch+yaml') {
    const { applier = { manager: 'unknown', isForced: false }, ...rest } = write
    const told = Object(body)
    if (!before) {
      const managedFields = managedBy(cluster, told, applier.manager)
      return { isNew: true, object: create(cluster, place, body, { ...rest, managedFields }) }
    }
    const { object, managedFields } = applied(cluster, before, told, applier)
    const next = replace(cluster, place, name, object, { ...rest, managedFields })
    return { isNew: false, object: next }
  }
  if (!before) throw noSuch(place.kind, name)
  const patched = patchedBy(type, before, body, place, name)
  return { isNew: false, object: replace(cluster, place, name, patched, write) }
}

function patchedBy(type: string, before: Stored, body: unknown, { kind }: Place, name: string) {
  switch (type) {
    case 'application/json-patch+json':
      try {
        const operations = Operations.parse(body)
        return jsonPatch.applyPatch(before, operations, true, false).newDocument
      } catch (cause) {
        if (cause instanceof z.ZodError) throw badRequest(z.prettifyError(cause))
        const message = `the server rejected our request due to an error in our request: ${cause}`
        throw invalid(kind, name, [{ reason: 'FieldValueInvalid', field: 'patch', message }])
      }
    case 'application/merge-patch+json':
      return merge(before, body)
    case 'application/strategic-merge-patch+json':
      return mergeStrategically(before, body)
    default:
      throw new Refusal(
        415,
        'UnsupportedMediaType',
        `the body of the request was in an unknown format: ${type}`,
      )
  }
}

const pointer = z.string()
const Operations = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('add'), path: pointer, value: z.unknown() }),
    z.object({ op: z.literal('replace'), path: pointer, value: z.unknown() }),
    z.object({ op: z.literal('test'), path: pointer, value: z.unknown() }),
    z.object({ op: z.literal('remove'), path: pointer }),
    z.object({ op: z.literal('move'), path: pointer, from: pointer }),
    z.object({ op: z.literal('copy'), path: pointer, from: pointer }),
  ]),
)
