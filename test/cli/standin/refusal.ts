import { type FaultCode, faults } from '../../../shared/contract/faults.ts'

/** What a handler of the stand-in throws; answered as problem+json. */
export class Refusal extends Error {
  readonly code: FaultCode
  readonly more: Record<string, unknown>

  constructor(code: FaultCode, detail: string, more: Record<string, unknown> = {}) {
    super(detail)
    this.code = code
    this.more = more
  }
}

export function refused({ code, message, more }: Refusal): Response {
  const { status, title } = faults[code]
  const type = `urn:onmemos:problem:${code}`
  const document = { type, title, status, detail: message, code, error: message, ...more }
  return problem(status, document)
}

export const problem = (status: number, document: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
