import * as z from 'zod'
import { keyOf } from './merge.ts'

/**
 * A tree of the fields that somebody has, as Kubernetes writes them: `f:name` for a field, `k:{"name":"a"}` for a thing in
 * a list, by its key. What holds nothing is a leaf: whatever is there is his as a whole.
 */
export interface Fields {
  readonly [part: string]: Fields
}

export const Owned: z.ZodType<Fields> = z.lazy(() => z.record(z.string(), Owned))

/** What an applied object has, but for what only names it. */
export function fieldsIn(told: object): Fields {
  const { apiVersion: _, kind: __, metadata, ...rest } = Object(told)
  const { name: _name, namespace: _namespace, ...labels } = Object(metadata)
  return fieldsOf({ ...rest, ...(Object.keys(labels).length > 0 ? { metadata: labels } : {}) })
}

export const isLeaf = (fields: Fields) => Object.keys(fields).length === 0

/** What of an object a part of a tree means. */
export function childOf(value: unknown, part: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (part.startsWith('f:')) return Reflect.get(value, part.slice(2))
  return Array.isArray(value) ? value.find((one) => isMeant(one, part)) : undefined
}

/** The object without those fields, where none of `kept` has them. */
export function without(value: unknown, gone: Fields, kept: readonly Fields[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  let left: unknown = value
  for (const [part, inner] of Object.entries(gone)) {
    const keptThere = kept.flatMap((fields) => fields[part] ?? [])
    if (part === '.') continue
    if (keptThere.length === 0) left = dropped(left, part)
    else if (!isLeaf(inner)) {
      left = changed(left, part, (child) => without(child, inner, keptThere))
    }
  }
  return left
}

function fieldsOf(value: unknown, field = ''): Fields {
  if (Array.isArray(value)) {
    const key = value.length > 0 ? keyOf(field, value) : undefined
    if (key === undefined) return {}
    return Object.fromEntries(
      value.map((one) => [
        `k:${JSON.stringify({ [key]: one[key] })}`,
        { '.': {}, ...fieldsOf(one) },
      ]),
    )
  }
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, its]) => [`f:${name}`, fieldsOf(its, name)]),
  )
}

const isMeant = (one: unknown, part: string) =>
  Object.entries(JSON.parse(part.slice(2))).every(([key, its]) => Object(one)[key] === its)

function dropped(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isMeant(one, part))
  return Object.fromEntries(Object.entries(Object(value)).filter(([name]) => `f:${name}` !== part))
}

function changed(value: unknown, part: string, change: (child: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (isMeant(one, part) ? change(one) : one))
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, its]) => [
      name,
      `f:${name}` === part ? change(its) : its,
    ]),
  )
}
