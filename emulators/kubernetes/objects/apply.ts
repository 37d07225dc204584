import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { type Cluster, stamp } from '../cluster.ts'
import { Refusal } from '../refusal.ts'
import type { Stored } from '../state.ts'
import { childOf, type Fields, fieldsIn, isLeaf, Owned, without } from './fields.ts'
import { mergeStrategically } from './merge.ts'

/** Who applies, and whether he takes what others have. */
export interface Applier {
  readonly manager: string
  readonly isForced: boolean
}

const Managed = z.array(z.looseObject({ manager: z.string(), fieldsV1: Owned }))

/**
 * Server-side apply: what he says now is so and his; what he said before and says no more goes, unless another wants it
 * too. What another applied and he says otherwise is a conflict.
 */
export function applied(
  cluster: Cluster,
  before: Stored,
  told: object,
  { manager, isForced }: Applier,
): { readonly object: unknown; readonly managedFields: readonly object[] } {
  const all = managersOf(before)
  const others = all.filter((one) => one.manager !== manager)
  const his = fieldsIn(told)
  const conflicts = others.flatMap((one) =>
    differing(his, one.fieldsV1, before, told).map((path) => ({ manager: one.manager, path })),
  )
  if (conflicts.length > 0 && !isForced) throw conflict(conflicts)
  const own = all.find((one) => one.manager === manager)
  const kept = [his, ...others.map((one) => one.fieldsV1)]
  const left = without(before, own?.fieldsV1 ?? {}, kept)
  const isAsBefore = isDeepStrictEqual(own?.fieldsV1, his)
  return {
    object: mergeStrategically(left, told),
    managedFields: [
      ...others.map((one) => (isForced ? taken(one, conflicts) : one)),
      ...(own && isAsBefore ? [own] : managedBy(cluster, told, manager)),
    ],
  }
}

/** Whose the fields of what he applies are. */
export const managedBy = (cluster: Cluster, told: object, manager: string): readonly object[] => [
  {
    manager,
    operation: 'Apply',
    apiVersion: String(Object(told).apiVersion),
    time: stamp(cluster),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsIn(told),
  },
]

const managersOf = ({ metadata }: Stored) => Managed.parse(metadata.managedFields ?? [])
type Manager = z.output<typeof Managed>[number]

interface Conflict {
  readonly manager: string
  readonly path: readonly string[]
}

/** The paths of what both have and that is to become something else. */
function differing(
  his: Fields,
  theirs: Fields,
  before: unknown,
  told: unknown,
  path: readonly string[] = [],
): readonly (readonly string[])[] {
  return Object.keys(his).flatMap((part) => {
    const [mine, other] = [his[part], theirs[part]]
    if (part === '.' || !mine || !other) return []
    const [was, is] = [childOf(before, part), childOf(told, part)]
    const at = [...path, part]
    // Who has a map as a whole has what is said of it, which may be nothing: not what others put in it.
    if (!isLeaf(mine) || !isLeaf(other)) return differing(mine, other, was, is, at)
    return isDeepStrictEqual(was, is) || isDeepStrictEqual(is, {}) ? [] : [at]
  })
}

function taken(one: Manager, conflicts: readonly Conflict[]): Manager {
  const lost = conflicts.filter(({ manager }) => manager === one.manager)
  const fieldsV1 = lost.reduce((fields, { path }) => cut(fields, path), one.fieldsV1)
  return { ...one, fieldsV1 }
}

function cut(fields: Fields, [part = '', ...rest]: readonly string[]): Fields {
  const { [part]: inner, ...others } = fields
  return inner && rest.length > 0 ? { ...others, [part]: cut(inner, rest) } : others
}

function conflict(conflicts: readonly Conflict[]): Refusal {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}"`,
    field: path.map((part) => part.replace(/^f:/, '.')).join(''),
  }))
  const said = causes.map(({ message, field }) => `${message}: ${field}`).join('\n')
  const count = causes.length === 1 ? '1 conflict' : `${causes.length} conflicts`
  return new Refusal(409, 'Conflict', `Apply failed with ${count}: ${said}`, { causes })
}
