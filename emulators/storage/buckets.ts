import * as z from 'zod'
import { answer, type Exchange, jsonOf, named, nothing } from './exchange.ts'
import { lifecycleIn } from './lifecycle.ts'
import { pageOf } from './list.ts'
import { invalid, notEmulated, Refusal, unmet } from './refusal.ts'
import { bucketResource } from './resource.ts'

const Wanted = z.object({
  name: z.string(),
  location: z.string().default('US'),
  storageClass: z.string().default('STANDARD'),
  labels: z.record(z.string(), z.string()).optional(),
  versioning: z.object({ enabled: z.boolean() }).optional(),
  lifecycle: z.unknown().optional(),
  retentionPolicy: z.unknown().optional(),
})

export async function createBucket(exchange: Exchange): Promise<void> {
  const read = Wanted.safeParse(await jsonOf(exchange))
  if (!read.success) throw invalid(z.prettifyError(read.error))
  const { name, location, storageClass, labels, ...rest } = read.data
  if (!isBucketName(name)) throw invalid(`Invalid bucket name: '${name}'`)
  if (rest.versioning?.enabled) throw notEmulated('object versioning')
  if (rest.retentionPolicy) throw notEmulated('a retention policy')
  if (exchange.disk.buckets.has(name)) {
    throw new Refusal(
      409,
      'conflict',
      'Your previous request to create the named bucket succeeded and you already own it.',
    )
  }
  const now = exchange.disk.clock.now()
  const { record } = exchange.disk.create({
    name,
    projectNumber: '0',
    metageneration: 1,
    timeCreated: now,
    updated: now,
    location: location.toUpperCase(),
    storageClass: storageClass.toUpperCase(),
    ...(labels ? { labels } : {}),
    ...(rest.lifecycle ? { lifecycle: lifecycleIn(rest.lifecycle) } : {}),
  })
  answer(exchange, bucketResource(exchange.origin, record))
}

export function getBucket(exchange: Exchange): void {
  const { record } = exchange.disk.bucket(named(exchange, 'bucket'))
  answer(exchange, bucketResource(exchange.origin, record))
}

const Changes = z.object({
  storageClass: z.string().optional(),
  labels: z.record(z.string(), z.string().nullable()).nullish(),
  lifecycle: z.unknown().optional(),
  versioning: z.object({ enabled: z.boolean() }).nullish(),
  retentionPolicy: z.unknown().optional(),
})

/** Labels are changed by their keys, a lifecycle as a whole; what is said to be null goes. */
export async function patchBucket(exchange: Exchange): Promise<void> {
  const read = Changes.safeParse(await jsonOf(exchange))
  if (!read.success) throw invalid(z.prettifyError(read.error))
  const { labels, lifecycle, storageClass, versioning, retentionPolicy } = read.data
  if (versioning?.enabled) throw notEmulated('object versioning')
  if (retentionPolicy) throw notEmulated('a retention policy')
  const bucket = exchange.disk.bucket(named(exchange, 'bucket'))
  const wanted = exchange.query.get('ifMetagenerationMatch')
  if (wanted !== null && wanted !== String(bucket.record.metageneration)) throw unmet()
  const { labels: before = {}, lifecycle: rules, ...record } = bucket.record
  const kept = Object.entries(labels === null ? {} : { ...before, ...labels })
  const after = lifecycle === undefined ? rules : lifecycleIn(lifecycle ?? {})
  bucket.save({
    ...record,
    ...(storageClass ? { storageClass: storageClass.toUpperCase() } : {}),
    labels: Object.fromEntries(
      kept.flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
    ),
    ...(after ? { lifecycle: after } : {}),
    metageneration: record.metageneration + 1,
    updated: exchange.disk.clock.now(),
  })
  answer(exchange, bucketResource(exchange.origin, bucket.record))
}

export function listBuckets(exchange: Exchange): void {
  const { query, disk, origin } = exchange
  const names = [...disk.buckets.keys()]
  const { items, nextPageToken } = pageOf(names, query)
  answer(exchange, {
    kind: 'storage#buckets',
    items: items.map((name) => bucketResource(origin, disk.bucket(name).record)),
    ...(nextPageToken ? { nextPageToken } : {}),
  })
}

export function deleteBucket(exchange: Exchange): void {
  const bucket = exchange.disk.bucket(named(exchange, 'bucket'))
  if (bucket.objects.size > 0) {
    throw new Refusal(409, 'conflict', 'The bucket you tried to delete is not empty.')
  }
  exchange.disk.remove(bucket)
  nothing(exchange)
}

/** `gcloud storage` asks whether folders are real here. They are not. */
export function storageLayout(exchange: Exchange): void {
  const { record } = exchange.disk.bucket(named(exchange, 'bucket'))
  answer(exchange, {
    kind: 'storage#storageLayout',
    bucket: record.name,
    location: record.location,
    locationType: 'region',
    hierarchicalNamespace: { enabled: false },
  })
}

/** `gcloud storage` asks for these too before it removes a bucket. There are none. */
export function managedFolders(exchange: Exchange): void {
  exchange.disk.bucket(named(exchange, 'bucket'))
  answer(exchange, { kind: 'storage#managedFolders', items: [] })
}

const isBucketName = (name: string) => /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name)
