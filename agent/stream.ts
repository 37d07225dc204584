import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type * as z from 'zod'
import { ConnectError, firstFrame } from '../shared/agents/connect.ts'
import { agentLimits } from '../shared/agents/limits.ts'
import { Answer } from './answer.ts'
import { readBody } from './body.ts'
import { json, parsed, refusalOf } from './call.ts'
import type { Session } from './session.ts'

export interface StreamCall {
  readonly kind: 'stream'
  run(session: Session, message: unknown, listener: Listener): Promise<void>
}

export interface Listener {
  readonly headers: IncomingHttpHeaders
  readonly answer: Answer
}

/** A call of one message and an answer in frames. */
export const stream = <S extends z.ZodType>(
  schema: S,
  run: (session: Session, message: z.output<S>, listener: Listener) => Promise<void>,
): StreamCall => ({
  kind: 'stream',
  run: async (session, message, listener) => run(session, parsed(schema, message), listener),
})

/** Once the stream is spoken, a refusal is its last frame and the status stays 200. */
export async function answerStream(
  session: Session,
  call: StreamCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, 'application/connect+json')
  const answer = new Answer(response)
  try {
    await call.run(session, json(onlyFrame(body)), { headers: request.headers, answer })
    answer.end()
  } catch (error) {
    answer.end(refusalOf(error))
  }
}

function onlyFrame(body: Buffer): Buffer {
  const first = firstFrame(body, agentLimits.requestBytesMax)
  if (first) return first.frame.payload
  throw new ConnectError('invalid_argument', 'the request holds no message')
}
