import * as z from 'zod'
import { bytesArriving } from './arriving.ts'
import { bodyOf, type Door, refusalIn } from './call.ts'
import { ConnectError, ConnectRefusal, frame, frames } from './connect.ts'
import { agentLimits } from './limits.ts'
import { send } from './request.ts'
import { AgentUnreachable } from './unreachable.ts'

export interface StreamOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the listening, and nothing else. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A call of one message and an answer in messages. It ends well only if the agent said so: a stream that is cut,
 * or silent for too long, throws `AgentUnreachable`.
 */
export async function* stream<S extends z.ZodType>(
  { address, key }: Door,
  path: string,
  message: object,
  answer: S,
  { headers, signal }: StreamOptions,
): AsyncGenerator<z.output<S>> {
  const response = await send(address, {
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/connect+json',
      'connect-protocol-version': '1',
      'keepalive-ping-interval': String(agentLimits.keepaliveSeconds),
      'x-access-token': key,
      ...headers,
    },
    body: frame(JSON.stringify(message)),
    timeoutMs: agentLimits.callTimeoutMs,
    signal,
  })
  let isOver = false
  try {
    if (response.statusCode !== 200) throw refusalIn(await bodyOf(response))
    for await (const { isLast, payload } of frames(
      bytesArriving(response),
      agentLimits.answerBytesMax,
    )) {
      const json: unknown = JSON.parse(payload.toString())
      isOver = isLast
      if (isLast) return ended(json)
      yield answer.parse(json)
    }
    throw new AgentUnreachable(new Error('the stream was cut'))
  } finally {
    // A connection whose answer is over serves the next call.
    if (isOver) response.on('error', () => undefined).resume()
    else response.destroy()
  }
}

const LastFrame = z.object({ error: ConnectRefusal.optional() })

function ended(json: unknown): void {
  const { error } = LastFrame.parse(json)
  if (error) throw new ConnectError(error.code, error.message)
}
