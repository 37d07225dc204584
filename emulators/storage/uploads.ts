import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { answer, type Exchange, named } from './exchange.ts'
import { partsOf } from './multipart.ts'
import { place } from './objects.ts'
import { demand } from './preconditions.ts'
import { invalid } from './refusal.ts'
import { objectResource } from './resource.ts'
import { begin } from './resumable.ts'
import { nameIn } from './uploadName.ts'

/** The three ways of an upload, each to a file first: what was demanded is looked at when all of it is there. */
export async function upload(exchange: Exchange): Promise<void> {
  const { query } = exchange
  switch (query.get('uploadType')) {
    case 'resumable':
      return begin(exchange)
    case 'multipart':
      return multipart(exchange)
    case 'media':
      return media(exchange)
    default:
      throw invalid(`Invalid uploadType: ${query.get('uploadType')}`)
  }
}

async function media(exchange: Exchange): Promise<void> {
  const { request, disk } = exchange
  const file = await received(request, disk.newFile())
  await finish(exchange, file, { contentType: request.headers['content-type'] })
}

async function multipart(exchange: Exchange): Promise<void> {
  const { request, disk } = exchange
  const whole = await received(request, disk.newFile())
  try {
    const { metadata, contentType, start, end } = await partsOf(whole, request.headers)
    const bytes = end > start ? createReadStream(whole, { start, end: end - 1 }) : Readable.from([])
    const file = await received(bytes, disk.newFile())
    await finish(exchange, file, { contentType, ...metadata })
  } finally {
    await rm(whole, { force: true })
  }
}

async function finish(exchange: Exchange, file: string, said: Record<string, unknown>) {
  const { disk, query, origin } = exchange
  const bucket = disk.bucket(named(exchange, 'bucket'))
  const name = nameIn(query, said)
  demand(query, bucket.objects.get(name))
  const object = await place(disk, { bucket, name, query }, file, said)
  answer(exchange, objectResource(origin, bucket.record.name, object))
}

/** What came, in a file; of a caller who hung up nothing stays. */
export async function received(from: Readable, file: string): Promise<string> {
  try {
    await pipeline(from, createWriteStream(file))
    return file
  } catch (cause) {
    await rm(file, { force: true })
    throw cause
  }
}
