import type { Kind } from '../kinds.ts'
import { badRequest, type FieldError, invalid } from '../refusal.ts'
import { modelOf } from './models.ts'
import { elementOf, schemas } from './schemas.ts'

/** What a server does with fields that it does not know: it refuses them, drops them and says so, or only drops them. */
export type Strictness = 'Strict' | 'Warn' | 'Ignore'

export interface Checked {
  /** Without the fields that are not known. */
  readonly object: unknown
  readonly warnings: readonly string[]
}

/** An object against the published type of its kind. */
export function check(kind: Kind, name: string, told: object, strictness: Strictness): Checked {
  const found: Found = { unknown: [], missing: [] }
  const object = checked(modelOf(kind), told, [], { kind, found })
  const unknown = found.unknown.map((path) => `unknown field "${path}"`)
  if (strictness === 'Strict' && unknown.length > 0) {
    throw badRequest(`strict decoding error: ${unknown.join(', ')}`)
  }
  if (found.missing.length > 0) throw invalid(kind, name, found.missing.map(required))
  return { object, warnings: strictness === 'Warn' ? unknown : [] }
}

interface Found {
  readonly unknown: string[]
  readonly missing: string[]
}
interface Checking {
  readonly kind: Kind
  readonly found: Found
}
type Path = readonly (string | number)[]

function checked(type: string, value: unknown, path: Path, checking: Checking): unknown {
  if (type === 'any' || value === null || value === undefined) return value
  const element = elementOf(type)
  if (element?.of === 'Array') {
    if (!Array.isArray(value)) throw mistyped(checking, value, path, 'list')
    return value.map((one, i) => checked(element.type, one, [...path, i], checking))
  }
  if (element || schemas().has(type)) {
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw mistyped(checking, value, path, 'object')
    }
    return element
      ? checkedMap(element.type, value, path, checking)
      : checkedFields(type, value, path, checking)
  }
  if (!(scalars[type] ?? []).includes(typeof value)) throw mistyped(checking, value, path, type)
  return value
}

const scalars: Readonly<Record<string, readonly string[]>> = {
  Date: ['string'],
  IntOrString: ['string', 'number'],
  V1MicroTime: ['string'],
  boolean: ['boolean'],
  number: ['number'],
  string: ['string'],
}

/** A quantity may be written as a number, though the published type of one is text. */
const quantities: ReadonlySet<unknown> = new Set([
  ...['capacity', 'default', 'defaultRequest', 'hard', 'limits', 'max', 'min', 'requests', 'used'],
])

const checkedMap = (type: string, map: object, path: Path, checking: Checking) =>
  Object.fromEntries(
    Object.entries(map).map(([key, value]) => [
      key,
      typeof value === 'number' && quantities.has(path.at(-1))
        ? value
        : checked(type, value, [...path, key], checking),
    ]),
  )

function checkedFields(type: string, object: object, path: Path, checking: Checking) {
  const fields = schemas().get(type) ?? []
  for (const { name, isRequired } of fields) {
    const value = Reflect.get(object, name)
    if (isRequired && (value === undefined || value === null)) {
      checking.found.missing.push(spelled([...path, name]))
    }
  }
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      const field = fields.find(({ name }) => name === key)
      if (field) return [[key, checked(field.type, value, [...path, key], checking)]]
      checking.found.unknown.push(spelled([...path, key]))
      return []
    }),
  )
}

const spelled = (path: Path) =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1)

const mistyped = ({ kind }: Checking, value: unknown, path: Path, type: string) =>
  badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go struct field .${spelled(path)} of type ${type}`,
  )

const required = (field: string): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  message: 'Required value',
})
