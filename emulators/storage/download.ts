import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Exchange } from './exchange.ts'
import { find, getObject } from './objects.ts'
import { demand } from './preconditions.ts'
import { Refusal } from './refusal.ts'
import { etagOf } from './resource.ts'
import type { StoredObject } from './stored.ts'

export const getOrDownload = (exchange: Exchange) =>
  exchange.query.get('alt') === 'media' ? download(exchange) : getObject(exchange)

/** An object's bytes, whole or a range of them, as fast as they are read. */
export async function download(exchange: Exchange): Promise<void> {
  const { request, response, query } = exchange
  const { bucket, object } = find(exchange)
  demand(query, object)
  const range = rangeIn(request.headers.range, object.size)
  response.writeHead(range ? 206 : 200, {
    ...headersOf(object),
    'content-length': range ? range.end - range.start + 1 : object.size,
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` } : {}),
  })
  if (request.method === 'HEAD' || object.size === 0) return void response.end()
  await pipeline(createReadStream(bucket.dataOf(object), range ?? {}), response)
}

const headersOf = (object: StoredObject) => ({
  'content-type': object.contentType ?? 'application/octet-stream',
  ...(object.contentEncoding ? { 'content-encoding': object.contentEncoding } : {}),
  ...(object.contentDisposition ? { 'content-disposition': object.contentDisposition } : {}),
  ...(object.cacheControl ? { 'cache-control': object.cacheControl } : {}),
  'accept-ranges': 'bytes',
  etag: etagOf(object),
  'last-modified': new Date(object.updated).toUTCString(),
  'x-goog-generation': object.generation,
  'x-goog-metageneration': object.metageneration,
  'x-goog-hash': `crc32c=${object.crc32c},md5=${object.md5Hash}`,
  'x-goog-stored-content-encoding': object.contentEncoding ?? 'identity',
  'x-goog-stored-content-length': object.size,
  'x-goog-storage-class': object.storageClass ?? 'STANDARD',
})

/** `bytes=a-b`, `bytes=a-` or `bytes=-n`; several ranges are answered whole, as the service does. */
function rangeIn(header: string | undefined, size: number) {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start <= end) return { start, end }
  throw new Refusal(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable')
}
