import type { IncomingMessage } from 'node:http'
import { ConnectError } from '../shared/agents/connect.ts'
import { agentLimits } from '../shared/agents/limits.ts'

/** All of a request's body, if it is of the type the call speaks and not too large. */
export function readBody(request: IncomingMessage, type: string): Promise<Buffer> {
  const [given] = (request.headers['content-type'] ?? '').split(';')
  if (given?.trim() !== type) {
    throw new ConnectError('invalid_argument', `the content type of this call is ${type}`)
  }
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((read, failed) => {
    request
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= agentLimits.requestBytesMax) chunks.push(chunk)
        else failed(tooLarge())
      })
      .on('end', () => read(Buffer.concat(chunks)))
      .on('error', failed)
  })
}

const tooLarge = () =>
  new ConnectError(
    'resource_exhausted',
    `the request is larger than ${agentLimits.requestBytesMax} bytes`,
  )
