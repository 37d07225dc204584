import type { Kind } from './kinds.ts'

type Code = 400 | 404 | 405 | 409 | 415 | 422

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

export const noSuch = ({ plural: kind, group }: Kind, name: string) =>
  new Refusal(404, 'NotFound', `${qualified(kind, group)} "${name}" not found`, {
    name,
    group,
    kind,
  })

export const thereAlready = ({ plural: kind, group }: Kind, name: string) =>
  new Refusal(409, 'AlreadyExists', `${qualified(kind, group)} "${name}" already exists`, {
    name,
    group,
    kind,
  })

export const overtaken = ({ plural: kind, group }: Kind, name: string) =>
  new Refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(kind, group)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    { name, group, kind },
  )

export const invalid = (message: string) => new Refusal(422, 'Invalid', message)

const qualified = (plural: string, group: string) => (group === '' ? plural : `${plural}.${group}`)

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
