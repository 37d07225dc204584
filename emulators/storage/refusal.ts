/** What Cloud Storage answers instead of a result: its status, its reason, and a message for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

export const notFound = (what: string) => new Refusal(404, 'notFound', `No such object: ${what}`)
export const invalid = (message: string) => new Refusal(400, 'invalid', message)
export const unmet = () =>
  new Refusal(
    412,
    'conditionNotMet',
    'At least one of the pre-conditions you specified did not hold.',
  )
/** What the real service does and this one does not. */
export const notEmulated = (what: string) =>
  new Refusal(501, 'notImplemented', `${what} is not emulated; see emulators/storage/README.md`)

/** The body of every refusal of the JSON API. */
export const documentOf = ({ status, reason, message }: Refusal) => ({
  error: { code: status, message, errors: [{ message, domain: 'global', reason }] },
})
