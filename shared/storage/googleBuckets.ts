import type { CreateBucketRequest, Storage } from '@google-cloud/storage'
import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { type Buckets, bucketPrefix } from './buckets.ts'
import { type CloudStorageSettings, connectStorage } from './connect.ts'

interface BucketSettings extends CloudStorageSettings {
  readonly location: string
  /** Tells the buckets of this deployment from those of another in the same project. */
  readonly deployment: string
}

/** Buckets by the official client, which is loaded when the first is asked for. */
export function googleBuckets(settings: BucketSettings): Buckets {
  let connected: Promise<Storage> | undefined
  const storage = () => {
    connected ??= connectStorage(settings, limits.bucketCallTimeoutMs)
    return connected
  }
  return {
    async make({ name, storageId, accountId, storageClass }) {
      const wish: CreateBucketRequest & typeof closed = {
        ...closed,
        location: settings.location,
        storageClass: storageClass.toUpperCase(),
        labels: { deployment: settings.deployment, storage: storageId, account: accountId },
      }
      await (await storage()).createBucket(name, wish).catch((cause: unknown) => {
        // Made before: nobody else can know its name.
        if (codeOf(cause) !== 409) throw cause
      })
    },
    async remove(name) {
      const bucket = (await storage()).bucket(name)
      try {
        await bucket.deleteFiles({ force: true })
        await bucket.delete({ ignoreNotFound: true })
      } catch (cause) {
        if (!isGone(cause)) throw cause
      }
    },
    async sizeOf(name) {
      // Nothing but the sizes: a page has a thousand of them.
      const objects = (await storage()).bucket(name).getFilesStream({ fields })
      let bytes = 0
      try {
        for await (const object of objects) bytes += Number(Sized.parse(object).size)
      } catch (cause) {
        if (!isGone(cause)) throw cause
      }
      return bytes
    },
    async list() {
      const [buckets] = await (await storage()).getBuckets({ prefix: bucketPrefix })
      return buckets.flatMap(({ name, metadata: { labels } }) => {
        const storageId = labels?.storage
        return storageId && labels.deployment === settings.deployment ? [{ name, storageId }] : []
      })
    },
  }
}

const fields = 'items(name,size),nextPageToken'
/** As the API writes it: with `fields` the client makes no files of them. */
const Sized = z.object({ size: z.string() })

/** Nothing in it is anybody's but its account's, and what is deleted there is gone. */
const closed = {
  iamConfiguration: {
    uniformBucketLevelAccess: { enabled: true },
    publicAccessPrevention: 'enforced',
  },
  softDeletePolicy: { retentionDurationSeconds: 0 },
}

/** With `force` the client gathers what went wrong with each object. */
const isGone = (cause: unknown): boolean =>
  Array.isArray(cause) ? cause.every(isGone) : codeOf(cause) === 404

const codeOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause ? Number(cause.code) : undefined
