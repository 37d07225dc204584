/** What an API of Google answers instead of a result. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

const codes = {
  INVALID_ARGUMENT: { http: 400, grpc: 3 },
  FAILED_PRECONDITION: { http: 400, grpc: 9 },
  PERMISSION_DENIED: { http: 403, grpc: 7 },
  NOT_FOUND: { http: 404, grpc: 5 },
  ABORTED: { http: 409, grpc: 10 },
  ALREADY_EXISTS: { http: 409, grpc: 6 },
  RESOURCE_EXHAUSTED: { http: 429, grpc: 8 },
  INTERNAL: { http: 500, grpc: 13 },
  UNIMPLEMENTED: { http: 501, grpc: 12 },
} as const
export type RefusalCode = keyof typeof codes

export const grpcCode = (code: RefusalCode): number => codes[code].grpc

export function documentOf(cause: unknown) {
  const { code, message } =
    cause instanceof Refusal
      ? cause
      : { code: 'INTERNAL' as const, message: 'Internal error encountered.' }
  const { http } = codes[code]
  return { status: http, body: { error: { code: http, message, status: code } } }
}
