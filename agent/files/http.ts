import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ConnectError, codes } from '../../shared/agents/connect.ts'
import { refusalOf } from '../call.ts'
import { refuseIfLeaving } from '../leaving.ts'
import { limits } from '../limits.ts'
import type { Session } from '../session.ts'
import { download } from './download.ts'
import { entryAt } from './entry.ts'
import { parts } from './multipart.ts'
import { asOwner } from './owner.ts'
import { pathIn } from './path.ts'
import { upload } from './upload.ts'

/** `/files?path=`: a file's bytes out and in. Refusals carry their HTTP status in the body too, as its clients expect. */
export async function answerFiles(
  session: Session,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const query = new URL(request.url ?? '', 'http://agent').searchParams
    await (request.method === 'GET' || request.method === 'HEAD'
      ? download(session.config.owner, pathIn(session.config, given(query)), request, response)
      : receive(session, query.get('path'), request, response))
  } catch (error) {
    if (response.headersSent) response.destroy()
    else refuse(request, response, refusalOf(error))
  }
}

async function receive(
  { config }: Session,
  path: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (Object.keys(request.headers).some((name) => name.startsWith('x-metadata-'))) {
    throw new ConnectError('unimplemented', 'files carry no metadata here')
  }
  const written: string[] = []
  for await (const part of sent(request, path)) {
    const at = pathIn(config, part.path)
    if (written.includes(at)) {
      throw new ConnectError('invalid_argument', `${at} is uploaded twice at once`)
    }
    written.push(await upload(config.owner, at, part.bytes))
  }
  refuseIfLeaving(config)
  const entries = asOwner(config.owner, () => written.map(entryAt))
  const files = entries.map(({ name, path, size }) => ({ name, path, type: 'file', size }))
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(files))
}

async function* sent(request: IncomingMessage, path: string | null) {
  const isMultipart = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '')
  const bytes = decoded(request)
  if (isMultipart) yield* parts(request.headers, bytes, path)
  else if (path) yield { path, bytes }
  else throw noPath()
}

function decoded(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return request
  if (encoding !== 'gzip') {
    throw new ConnectError('invalid_argument', `a body in ${encoding} is not understood`)
  }
  const plain = createGunzip()
  request.on('error', (error) => plain.destroy(error)).on('aborted', () => plain.destroy(cut()))
  return request.pipe(plain)
}

function refuse(request: IncomingMessage, response: ServerResponse, error: ConnectError): void {
  const status =
    error.code === 'resource_exhausted'
      ? 507
      : error.code === 'out_of_range'
        ? 416
        : codes[error.code]
  // Nothing is said of closing: the server would close at once, and a sender that still writes would hear of that first.
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ code: status, message: error.message }))
  // What is still on its way is read for a moment, so that its sender comes to read this; it may be without end.
  request.resume()
  const late = setTimeout(() => request.destroy(), limits.refusedBodyMs)
  request.once('close', () => clearTimeout(late))
}

const given = (query: URLSearchParams): string => {
  const path = query.get('path')
  if (path) return path
  throw noPath()
}

const noPath = () => new ConnectError('invalid_argument', 'say which file: ?path=')
const cut = () => new Error('the upload was cut')
