import type { IncomingMessage } from 'node:http'
import { ConnectError } from '../shared/agents/connect.ts'
import { agentLimits } from '../shared/agents/limits.ts'

/** All of a request's body, if it is of the type the call speaks and not too large. */
export async function readBody(request: IncomingMessage, type: string): Promise<Buffer> {
  const [given] = (request.headers['content-type'] ?? '').split(';')
  if (given?.trim() !== type) {
    throw new ConnectError('invalid_argument', `the content type of this call is ${type}`)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > agentLimits.requestBytesMax) {
      throw new ConnectError(
        'resource_exhausted',
        `the request is larger than ${agentLimits.requestBytesMax} bytes`,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
