import type { Kind } from './kinds.ts'

type Code = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 415 | 422 | 429 | 500 | 503 | 504

/** What an API server answers instead of a result. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: Code
  readonly reason: string
  readonly details: object

  constructor(code: Code, reason: string, message: string, details: object = {}) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }
}

export const noSuch = (kind: Kind, name: string) =>
  new Refusal(404, 'NotFound', `${qualified(kind)} "${name}" not found`, about(kind, name))

export const thereAlready = (kind: Kind, name: string) =>
  new Refusal(
    409,
    'AlreadyExists',
    `${qualified(kind)} "${name}" already exists`,
    about(kind, name),
  )

export const overtaken = (kind: Kind, name: string) =>
  new Refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    about(kind, name),
  )

export const forbidden = (kind: Kind, name: string, why: string) =>
  new Refusal(
    403,
    'Forbidden',
    `${qualified(kind)}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`,
    about(kind, name),
  )

export const badRequest = (message: string) => new Refusal(400, 'BadRequest', message)

export interface FieldError {
  readonly reason: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden'
  readonly field: string
  readonly message: string
}

export function invalid(kind: Kind, name: string, errors: readonly FieldError[]): Refusal {
  const lines = errors.map(({ field, message }) => `${field}: ${message}`)
  const said = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  const qualifiedKind = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
  return new Refusal(422, 'Invalid', `${qualifiedKind} "${name}" is invalid: ${said}`, {
    name,
    group: kind.group,
    kind: kind.kind,
    causes: errors,
  })
}

const qualified = ({ plural, group }: Kind) => (group === '' ? plural : `${plural}.${group}`)
const about = ({ plural: kind, group }: Kind, name: string) => ({ name, group, kind })

export const statusOf = ({ code, reason, message, details }: Refusal) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  details,
  code,
})
