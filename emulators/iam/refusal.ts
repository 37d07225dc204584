/** What Google's APIs answer instead of a result. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: keyof typeof statuses

  constructor(code: keyof typeof statuses, message: string) {
    super(message)
    this.code = code
  }
}

const statuses = {
  400: 'INVALID_ARGUMENT',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  501: 'UNIMPLEMENTED',
} as const

/** Somebody else wrote the policy since it was read: 409 as well, with a status of its own. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

export function documentOf(cause: unknown): { status: 400 | 404 | 409 | 500 | 501; body: object } {
  if (cause instanceof Overtaken) return of(409, 'ABORTED', overtaken)
  if (cause instanceof Refusal) return of(cause.code, statuses[cause.code], cause.message)
  return of(500, 'INTERNAL', 'Internal error encountered.')
}

const of = <S extends number>(code: S, status: string, message: string) => ({
  status: code,
  body: { error: { code, message, status } },
})

const overtaken =
  'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.'
