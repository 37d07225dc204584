import type { StoredBucket, StoredObject } from './stored.ts'

/** An object as the JSON API tells it: 64-bit numbers are text. */
export function objectResource(origin: string, bucket: string, object: StoredObject) {
  const path = `${bucket}/o/${encodeURIComponent(object.name)}`
  const { generation } = object
  return {
    ...object,
    kind: 'storage#object',
    id: `${bucket}/${object.name}/${generation}`,
    bucket,
    selfLink: `${origin}/storage/v1/b/${path}`,
    mediaLink: `${origin}/download/storage/v1/b/${path}?generation=${generation}&alt=media`,
    size: String(object.size),
    metageneration: String(object.metageneration),
    storageClass: object.storageClass ?? 'STANDARD',
    timeStorageClassUpdated: object.timeCreated,
    timeFinalized: object.timeCreated,
    etag: etagOf(object),
  }
}

export const etagOf = ({ generation, metageneration }: StoredObject) =>
  Buffer.from(`${generation}/${metageneration}`).toString('base64')

export const bucketResource = (origin: string, { policy: _, ...bucket }: StoredBucket) => ({
  ...bucket,
  kind: 'storage#bucket',
  id: bucket.name,
  selfLink: `${origin}/storage/v1/b/${bucket.name}`,
  metageneration: String(bucket.metageneration),
  locationType: 'region',
  etag: Buffer.from(`b/${bucket.metageneration}`).toString('base64'),
  iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
})
