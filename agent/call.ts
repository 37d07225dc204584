import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { ConnectError, codes } from '../shared/agents/connect.ts'
import { readBody } from './body.ts'
import type { Session } from './session.ts'

export interface UnaryCall {
  readonly kind: 'unary'
  run(session: Session, message: unknown): Promise<object>
}

/** A call of one message and one answer. */
export const unary = <S extends z.ZodType>(
  schema: S,
  run: (session: Session, message: z.output<S>) => object | Promise<object>,
): UnaryCall => ({
  kind: 'unary',
  run: async (session, message) => run(session, parsed(schema, message)),
})

export async function answerUnary(
  session: Session,
  call: UnaryCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const message = json(await readBody(request, 'application/json'))
  reply(response, 200, await call.run(session, message))
}

export function refuse(response: ServerResponse, error: unknown): void {
  const { code, message } = refusalOf(error)
  if (response.headersSent) response.destroy()
  else reply(response, codes[code], { code, message })
}

/** What the caller is told. Only a refusal's own words leave the agent. */
export function refusalOf(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error
  console.error(error)
  return new ConnectError('internal', 'the agent failed', error)
}

export function parsed<S extends z.ZodType>(schema: S, message: unknown): z.output<S> {
  const result = schema.safeParse(message)
  if (result.success) return result.data
  throw new ConnectError('invalid_argument', z.prettifyError(result.error))
}

export function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    throw new ConnectError('invalid_argument', 'the message is not JSON', error)
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
    .end(bytes)
}
