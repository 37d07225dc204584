import * as z from 'zod'
import { instant } from '../../shared/platform/clock.ts'
import { answer, type Exchange, jsonOf, named, nothing } from './exchange.ts'
import { pageOf } from './list.ts'
import { invalid, notEmulated, Refusal } from './refusal.ts'
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
  if (rest.lifecycle) throw notEmulated('a lifecycle')
  if (rest.retentionPolicy) throw notEmulated('a retention policy')
  if (exchange.disk.buckets.has(name)) {
    throw new Refusal(
      409,
      'conflict',
      'Your previous request to create the named bucket succeeded and you already own it.',
    )
  }
  const now = instant(Date.now())
  const { record } = exchange.disk.create({
    name,
    projectNumber: '0',
    metageneration: 1,
    timeCreated: now,
    updated: now,
    location: location.toUpperCase(),
    storageClass: storageClass.toUpperCase(),
    ...(labels ? { labels } : {}),
  })
  answer(exchange, bucketResource(exchange.origin, record))
}

export function getBucket(exchange: Exchange): void {
  const { record } = exchange.disk.bucket(named(exchange, 'bucket'))
  answer(exchange, bucketResource(exchange.origin, record))
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

const isBucketName = (name: string) => /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name)
