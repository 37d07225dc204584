import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Owner } from '../owner.ts'
import { asOwner, refuseProc } from './owner.ts'
import { rangeOf } from './range.ts'

/** Answers a file's bytes, or the range of them that is asked for. One that shrinks meanwhile is cut, never padded. */
export async function download(
  owner: Owner | null,
  path: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { descriptor, size, modifiedAt } = asOwner(owner, () => openFile(path))
  try {
    const range = rangeOf(headers.range, size)
    const { start, end } = range ?? { start: 0, end: size - 1 }
    response.writeHead(range ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      'last-modified': modifiedAt.toUTCString(),
      ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
    })
    if (method === 'HEAD' || end < start) {
      response.end()
      return
    }
    const bytes = createReadStream('', { fd: descriptor, autoClose: false, start, end })
    await pipeline(bytes, response, { end: false })
    if (bytes.bytesRead === end - start + 1) response.end()
    else response.destroy()
  } finally {
    closeSync(descriptor)
  }
}

/** Without waiting: a pipe that nobody writes to would keep whoever opens it. */
function openFile(path: string) {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw new ConnectError('invalid_argument', `${path} is not a file`)
    refuseProc(stats.dev)
    return { descriptor, size: stats.size, modifiedAt: stats.mtime }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}
