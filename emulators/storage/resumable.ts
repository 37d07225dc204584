import { randomUUID } from 'node:crypto'
import { createWriteStream, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { answer, type Exchange, jsonOf, named, nothing } from './exchange.ts'
import { place } from './objects.ts'
import { demand } from './preconditions.ts'
import { invalid, Refusal } from './refusal.ts'
import { objectResource } from './resource.ts'
import { StoredObject } from './stored.ts'
import { nameIn } from './uploadName.ts'

/** An upload under way, on disk beside what has come of it, so that it goes on after a restart. */
const Session = z.object({
  bucket: z.string(),
  name: z.string(),
  query: z.string(),
  said: z.record(z.string(), z.unknown()),
  /** Set when it is whole: asked again, it answers the same. */
  done: StoredObject.nullable(),
})
type Session = z.output<typeof Session>

export async function begin(exchange: Exchange): Promise<void> {
  const { disk, query, request, response, origin } = exchange
  const said = await jsonOf(exchange)
  const bucket = disk.bucket(named(exchange, 'bucket'))
  const name = nameIn(query, said)
  demand(query, bucket.objects.get(name))
  const contentType = request.headers['x-upload-content-type']
  const session: Session = {
    bucket: bucket.record.name,
    name,
    query: query.toString(),
    said: { ...(contentType ? { contentType } : {}), ...said },
    done: null,
  }
  const id = randomUUID()
  save(exchange, id, session)
  const location = `${origin}/upload/storage/v1/b/${bucket.record.name}/o?uploadType=resumable&upload_id=${id}`
  response.writeHead(200, { location, 'x-guploader-uploadid': id, 'content-length': 0 }).end()
}

/** A piece of an upload, or the question how far it has come. */
export async function resume(exchange: Exchange): Promise<void> {
  const { request, query, disk } = exchange
  const id = idIn(query)
  const session = load(exchange, id)
  if (session.done) {
    request.resume()
    return answer(exchange, objectResource(exchange.origin, session.bucket, session.done))
  }
  const file = bytesOf(exchange, id)
  const here = await sizeOf(file)
  const range = rangeIn(request.headers['content-range'])
  if (range.start !== undefined) {
    // Bytes that are here already, sent again, are written again.
    if (range.start > here) throw invalid(`Invalid request. The next byte wanted is ${here}.`)
    if (range.start < here) await truncate(file, range.start)
    await pipeline(request, createWriteStream(file, { flags: 'a' }))
  }
  const size = await sizeOf(file)
  const isWhole =
    range.total === undefined ? range.start !== undefined && range.isOpen : size === range.total
  if (!isWhole) return incomplete(exchange, size)
  const bucket = disk.bucket(session.bucket)
  const to = { bucket, name: session.name, query: new URLSearchParams(session.query) }
  const done = await place(disk, to, file, session.said)
  save(exchange, id, { ...session, done })
  answer(exchange, objectResource(exchange.origin, session.bucket, done))
}

export async function cancel(exchange: Exchange): Promise<void> {
  const id = idIn(exchange.query)
  load(exchange, id)
  await rm(recordOf(exchange, id))
  await rm(bytesOf(exchange, id), { force: true })
  nothing(exchange, 499)
}

function incomplete({ response }: Exchange, size: number): void {
  const range = size > 0 ? { range: `bytes=0-${size - 1}` } : {}
  response.writeHead(308, { ...range, 'content-length': 0 }).end()
}

/** `bytes a-b/n`, either end or the total unknown as a star, or only the total; none is all of it at once. */
function rangeIn(header: string | undefined) {
  if (header === undefined) return { start: 0, isOpen: true, total: undefined }
  const [, from, to, all] = /^bytes (?:(\d+)-(\d+|\*)|\*)\/(\d+|\*)$/.exec(header) ?? []
  if (all === undefined) throw invalid(`Failed to parse Content-Range header: ${header}`)
  return {
    start: from === undefined ? undefined : Number(from),
    isOpen: to === '*',
    total: all === '*' ? undefined : Number(all),
  }
}

const recordOf = ({ disk }: Exchange, id: string) => join(disk.incoming, `${id}.json`)
const bytesOf = ({ disk }: Exchange, id: string) => join(disk.incoming, id)

function save(exchange: Exchange, id: string, session: Session): void {
  const path = recordOf(exchange, id)
  writeFileSync(`${path}.new`, JSON.stringify(session))
  renameSync(`${path}.new`, path)
}

function load(exchange: Exchange, id: string): Session {
  try {
    return Session.parse(JSON.parse(readFileSync(recordOf(exchange, id), 'utf8')))
  } catch {
    throw new Refusal(404, 'notFound', 'No such upload')
  }
}

function idIn(query: URLSearchParams): string {
  const id = query.get('upload_id') ?? ''
  if (/^[0-9a-f-]{36}$/.test(id)) return id
  throw new Refusal(404, 'notFound', 'No such upload')
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  )
