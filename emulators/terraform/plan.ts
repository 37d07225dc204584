import type { Kind } from './kinds.ts'
import type { Block } from './schema.ts'
import { type Fields, textIn, Unknown, unknown, type Value } from './values.ts'

/** What the provider was configured with. */
export interface Place {
  readonly project: string | undefined
  readonly region: string | undefined
}

export interface Planned {
  readonly planned: Fields | null
  /** Arguments whose change makes another resource of it. */
  readonly replaces: readonly string[]
}

/** What will be there: at its creation all that only Google knows is unknown, later it stays as it is. */
export function plan(
  { attributes }: Block,
  kind: Kind,
  prior: Fields | null,
  proposed: Fields | null,
  place: Place,
): Planned {
  if (!proposed) return { planned: null, replaces: [] }
  const planned: Record<string, Value> = { ...proposed }
  for (const [name, { computed, writeOnly }] of Object.entries(attributes)) {
    if (writeOnly) planned[name] = null
    else if (computed && !prior && planned[name] === null) planned[name] = placed(name, place)
  }
  const replaces = prior ? parts(kind).filter((name) => !same(prior[name], planned[name])) : []
  return { planned, replaces }
}

/** A resource without a project or a region is in the provider's. */
const placed = (name: string, { project, region }: Place): Value =>
  (name === 'project' ? project : name === 'region' ? region : undefined) ?? unknown

/** The arguments that make up its id, and others that Google lets nobody change. */
const parts = ({ id, fixed = [] }: Kind) => [
  ...[...id.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  ...fixed,
]

const same = (before: Value | undefined, after: Value | undefined) =>
  !(after instanceof Unknown) && JSON.stringify(before ?? null) === JSON.stringify(after ?? null)

export const idOf = ({ id }: Kind, fields: Fields): string =>
  id.replaceAll(/\{(\w+)\}/g, (_, name: string) => textIn(fields, name) ?? '')
