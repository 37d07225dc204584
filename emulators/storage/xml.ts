import { rm } from 'node:fs/promises'
import type { Exchange } from './exchange.ts'
import { find, place } from './objects.ts'
import { demand } from './preconditions.ts'
import type { Refusal } from './refusal.ts'
import { received } from './uploads.ts'

/** An object's bytes as the body of one request: what a signed address to write to is for. */
export async function putObject(exchange: Exchange): Promise<void> {
  const { request, response, disk, at } = exchange
  const bucket = disk.bucket(at.bucket ?? '')
  const query = conditionsIn(exchange)
  demand(query, bucket.objects.get(at.object ?? ''))
  const file = await received(request, disk.newFile())
  const name = at.object ?? ''
  const { contentType, md5Hash } = said(exchange)
  try {
    const object = await place(disk, { bucket, name, query }, file, { contentType, md5Hash })
    const { generation, metageneration, crc32c } = object
    response
      .writeHead(200, {
        'content-length': 0,
        etag: `"${object.md5Hash}"`,
        'x-goog-generation': generation,
        'x-goog-metageneration': metageneration,
        'x-goog-hash': `crc32c=${crc32c},md5=${object.md5Hash}`,
      })
      .end()
  } finally {
    await rm(file, { force: true })
  }
}

export function deleteObject(exchange: Exchange): void {
  const { bucket, object } = find(exchange)
  demand(conditionsIn(exchange), object)
  bucket.remove(object)
  exchange.response.writeHead(204).end()
}

/** The XML API says in headers what the JSON API says in the query. */
function conditionsIn({ request: { headers } }: Exchange): URLSearchParams {
  const query = new URLSearchParams()
  const is = headers['x-goog-if-generation-match']
  const isMeta = headers['x-goog-if-metageneration-match']
  if (typeof is === 'string') query.set('ifGenerationMatch', is)
  if (typeof isMeta === 'string') query.set('ifMetagenerationMatch', isMeta)
  return query
}

const said = ({ request: { headers } }: Exchange) => ({
  contentType: headers['content-type'],
  md5Hash: headers['content-md5'],
})

/** The body of a refusal of the XML API. */
export const xmlOf = ({ reason, message }: Refusal) =>
  `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${codes[reason] ?? reason}</Code><Message>${escaped(message)}</Message></Error>`

const codes: Readonly<Record<string, string>> = {
  notFound: 'NoSuchKey',
  conditionNotMet: 'PreconditionFailed',
  requestedRangeNotSatisfiable: 'InvalidRange',
  invalid: 'InvalidArgument',
  notImplemented: 'NotImplemented',
  backendError: 'InternalError',
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
