import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Plane } from '../../shared/plane.ts'
import type { PortGuest } from './admit.ts'
import { ask, brokeOff } from './ask.ts'
import { back, onward } from './headers.ts'
import type { PortRoute } from './route.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Asks what listens on the port, and answers what it answers: both bodies as they come, no faster than they are read. */
export async function relay(
  plane: Plane,
  guest: PortGuest,
  route: PortRoute,
  { request, response }: Exchange,
): Promise<void> {
  const { port } = guest
  const { method } = request
  const headers = onward(request, route, port)
  const isChunked = request.headers['transfer-encoding'] !== undefined
  const asked = await ask(plane, guest, {
    method,
    path: route.target,
    headers: isChunked ? { ...headers, 'transfer-encoding': 'chunked' } : headers,
  })
  response.once('close', () => asked.destroy())
  request.pipe(asked)
  const answer = await answerTo(asked, port)
  answer.once('error', () => response.destroy())
  response.writeHead(
    answer.statusCode ?? 502,
    answer.statusMessage,
    back(answer.headers, route, port),
  )
  // A stream of events says nothing for a while: who asked should know that it began.
  response.flushHeaders()
  answer.pipe(response)
}

/** The head of an answer. What fails after it cuts the answer short. */
const answerTo = (asked: ClientRequest, port: number): Promise<IncomingMessage> =>
  new Promise((answered, failed) => {
    asked.once('response', answered)
    asked.on('error', (cause) => failed(brokeOff(port, cause)))
  })
