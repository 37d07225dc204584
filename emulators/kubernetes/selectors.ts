import { Refusal } from './refusal.ts'
import type { Stored } from './state.ts'

export type Selector = (object: Stored) => boolean

/** Whether an object is among those that a request asks for. */
export function selectorOf(query: URLSearchParams): Selector {
  const labels = requirements(query.get('labelSelector')).map(labelled)
  const fields = requirements(query.get('fieldSelector')).map(fielded)
  return (object) => [...labels, ...fields].every((holds) => holds(object))
}

/** Commas between parentheses separate values, others requirements. */
const requirements = (text: string | null) =>
  (text ?? '').split(/,(?![^(]*\))/).filter((part) => part.trim() !== '')

function labelled(requirement: string): Selector {
  const [, name = '', operator, list = ''] =
    /^\s*([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(requirement) ?? []
  const values = list.split(',').map((value) => value.trim())
  if (operator === 'in') return (object) => values.includes(labelOf(object, name) ?? never)
  if (operator === 'notin') return (object) => !values.includes(labelOf(object, name) ?? never)
  const [, isNot, bare] = /^\s*(!?)\s*([\w./-]+)\s*$/.exec(requirement) ?? []
  if (bare) return (object) => (labelOf(object, bare) === undefined) === (isNot === '!')
  const [key, sign, value] = compared(requirement)
  return (object) => (labelOf(object, key) === value) === (sign === '=')
}

/** As a selector by field of any path; a real server knows only some paths of each kind. */
function fielded(requirement: string): Selector {
  const [path, sign, value] = compared(requirement)
  return (object) => (textAt(object, path) === value) === (sign === '=')
}

function compared(requirement: string): readonly [key: string, sign: '=' | '!=', value: string] {
  const [, key, sign, value] =
    /^\s*([\w./-]+)\s*(!=|==|=)\s*([\w.:/-]*)\s*$/.exec(requirement) ?? []
  if (key === undefined || value === undefined) {
    throw new Refusal(400, 'BadRequest', `unable to parse requirement: ${requirement}`)
  }
  return [key, sign === '!=' ? '!=' : '=', value]
}

const labelOf = ({ metadata }: Stored, name: string) => metadata.labels?.[name]

/** No label's value. */
const never = '\0'

function textAt(object: Stored, path: string): string {
  let value: unknown = object
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  return value === undefined ? '' : String(value)
}
