import { copyFile, rm } from 'node:fs/promises'
import type { Bucket, Disk } from './disk.ts'
import { answer, type Exchange, jsonOf, named, nothing } from './exchange.ts'
import { hashesOf } from './hashes.ts'
import { pageOf } from './list.ts'
import { demand } from './preconditions.ts'
import { invalid, notEmulated, notFound } from './refusal.ts'
import { objectResource } from './resource.ts'
import { type StoredObject, Writable } from './stored.ts'

export interface Found {
  readonly bucket: Bucket
  readonly object: StoredObject
}

/** The object a request names, of the generation that it names if it names one. */
export function find(exchange: Exchange, name = named(exchange, 'object')): Found {
  const bucket = exchange.disk.bucket(named(exchange, 'bucket'))
  const object = bucket.objects.get(name)
  const generation = exchange.query.get('generation')
  if (object && (generation ?? object.generation) === object.generation) return { bucket, object }
  throw notFound(`${bucket.record.name}/${name}`)
}

/**
 * Makes a file the bytes of an object, if what the request demands of the one that is there still holds when the
 * bytes are all here. The file is gone afterwards, whatever becomes of it.
 */
export async function place(
  disk: Disk,
  to: { bucket: Bucket; name: string; query: URLSearchParams },
  file: string,
  said: Record<string, unknown>,
): Promise<StoredObject> {
  const { bucket, name, query } = to
  try {
    refuseName(name)
    const hashes = await hashesOf(file)
    refuseOther(hashes, said)
    demand(query, bucket.objects.get(name))
    const now = disk.clock.now()
    const object: StoredObject = {
      ...writableIn(said),
      ...hashes,
      name,
      generation: disk.newGeneration(),
      metageneration: 1,
      timeCreated: now,
      updated: now,
    }
    bucket.put(object, file)
    return object
  } finally {
    await rm(file, { force: true })
  }
}

export function getObject(exchange: Exchange): void {
  const { bucket, object } = find(exchange)
  demand(exchange.query, object)
  answer(exchange, objectResource(exchange.origin, bucket.record.name, object))
}

export async function patchObject(exchange: Exchange): Promise<void> {
  const changes = await jsonOf(exchange)
  const { bucket, object } = find(exchange)
  demand(exchange.query, object)
  const after = {
    ...merged(object, changes),
    metageneration: object.metageneration + 1,
    updated: exchange.disk.clock.now(),
  }
  bucket.change(after)
  answer(exchange, objectResource(exchange.origin, bucket.record.name, after))
}

export function deleteObject(exchange: Exchange): void {
  const { bucket, object } = find(exchange)
  demand(exchange.query, object)
  bucket.remove(object)
  nothing(exchange)
}

export function listObjects(exchange: Exchange): void {
  const { query, origin, disk } = exchange
  if (query.has('matchGlob')) throw notEmulated('matchGlob')
  const bucket = disk.bucket(named(exchange, 'bucket'))
  const { items, prefixes, nextPageToken } = pageOf([...bucket.objects.keys()], query)
  answer(exchange, {
    kind: 'storage#objects',
    items: items.flatMap((name) => {
      const object = bucket.objects.get(name)
      return object ? [objectResource(origin, bucket.record.name, object)] : []
    }),
    ...(prefixes.length > 0 ? { prefixes } : {}),
    ...(nextPageToken ? { nextPageToken } : {}),
  })
}

/** Of one object or bucket into another, in one go: no rewrite here needs a second call. */
async function duplicate(exchange: Exchange) {
  const changes = await jsonOf(exchange)
  const { bucket, object } = find(exchange)
  const { disk, query } = exchange
  demand(query, object, 'ifSource')
  const to = {
    bucket: disk.bucket(named(exchange, 'toBucket')),
    name: named(exchange, 'toObject'),
    query,
  }
  demand(query, to.bucket.objects.get(to.name))
  const file = disk.newFile()
  await copyFile(bucket.dataOf(object), file)
  const writable = Object.keys(writableIn(changes)).length > 0 ? changes : writableIn(object)
  const copy = await place(disk, to, file, writable)
  return objectResource(exchange.origin, to.bucket.record.name, copy)
}

export const copyObject = async (exchange: Exchange) => answer(exchange, await duplicate(exchange))

export async function rewriteObject(exchange: Exchange): Promise<void> {
  const resource = await duplicate(exchange)
  const { size } = resource
  answer(exchange, {
    kind: 'storage#rewriteResponse',
    totalBytesRewritten: size,
    objectSize: size,
    done: true,
    resource,
  })
}

/** A field that is said to be null goes; custom metadata is merged by its keys. */
function merged(object: StoredObject, changes: Record<string, unknown>): StoredObject {
  const { metadata, ...fields } = changes
  const writable = Object.keys(Writable.shape).filter((name) => name in fields)
  const after: Record<string, unknown> = { ...object }
  for (const field of writable) after[field] = fields[field] ?? undefined
  if (metadata === null) delete after.metadata
  else if (metadata) after.metadata = withoutNulls({ ...object.metadata, ...Object(metadata) })
  const { name, generation, metageneration, size, md5Hash, crc32c, timeCreated, updated } = object
  const fixed = { name, generation, metageneration, size, md5Hash, crc32c, timeCreated, updated }
  return { ...writableIn(after), ...fixed }
}

const withoutNulls = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))

function writableIn(said: Record<string, unknown>): Writable {
  const read = Writable.safeParse(said)
  if (read.success) return read.data
  throw invalid(
    `Invalid metadata: ${read.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
  )
}

/** A hash that was sent along must be the one of what came. */
function refuseOther(
  hashes: Pick<StoredObject, 'md5Hash' | 'crc32c'>,
  said: Record<string, unknown>,
) {
  for (const name of ['md5Hash', 'crc32c'] as const) {
    const expected = said[name]
    if (typeof expected === 'string' && expected !== hashes[name]) {
      throw invalid(
        `Provided ${name} "${expected}" doesn't match calculated ${name} "${hashes[name]}".`,
      )
    }
  }
}

function refuseName(name: string) {
  const bytes = Buffer.byteLength(name)
  const isFine =
    bytes >= 1 && bytes <= 1_024 && !/[\r\n]/.test(name) && name !== '.' && name !== '..'
  if (!isFine) throw invalid(`Invalid object name: ${JSON.stringify(name)}`)
}
