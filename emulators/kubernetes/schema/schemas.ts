import { readFileSync } from 'node:fs'
import * as z from 'zod'

export interface Field {
  readonly name: string
  /** `string`, `number`, `boolean`, `Date`, `any`, `IntOrString`, a type's name, or one of those in `Array<>` or `Map<>`. */
  readonly type: string
  readonly isRequired: boolean
}

/** The published types, by name. Read with the first request that needs one. */
export function schemas(): ReadonlyMap<string, readonly Field[]> {
  read ??= readSchemas()
  return read
}
let read: ReadonlyMap<string, readonly Field[]> | undefined

function readSchemas() {
  const text = readFileSync(new URL('schemas.json', import.meta.url), 'utf8')
  const types = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(text))
  return new Map(
    Object.entries(types).map(([name, fields]) => [
      name,
      Object.entries(fields).map(([field, type]) => ({
        name: field.replace('?', ''),
        type,
        isRequired: !field.endsWith('?'),
      })),
    ]),
  )
}

/** What a list or map is of. */
export function elementOf(
  type: string,
): { readonly of: 'Array' | 'Map'; readonly type: string } | undefined {
  const [, of, inner] = /^(Array|Map)<(.+)>$/.exec(type) ?? []
  if ((of !== 'Array' && of !== 'Map') || !inner) return undefined
  return { of, type: inner }
}
