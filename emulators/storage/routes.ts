import {
  createBucket,
  deleteBucket,
  getBucket,
  listBuckets,
  managedFolders,
  patchBucket,
  storageLayout,
} from './buckets.ts'
import { download, getOrDownload } from './download.ts'
import type { Handler } from './exchange.ts'
import { getPolicy, setPolicy, testPermissions } from './iam.ts'
import { copyObject, deleteObject, listObjects, patchObject, rewriteObject } from './objects.ts'
import { cancel, resume } from './resumable.ts'
import { upload } from './uploads.ts'
import * as xml from './xml.ts'

/** Every call there is. `:name` is one piece of the path, percent-decoded; `*name` is all the rest of it. */
export const routes: readonly (readonly [method: string, pattern: string, handler: Handler])[] = [
  ['GET', '/storage/v1/b', listBuckets],
  ['POST', '/storage/v1/b', createBucket],
  ['GET', '/storage/v1/b/:bucket', getBucket],
  ['PATCH', '/storage/v1/b/:bucket', patchBucket],
  ['DELETE', '/storage/v1/b/:bucket', deleteBucket],
  ['GET', '/storage/v1/b/:bucket/iam', getPolicy],
  ['PUT', '/storage/v1/b/:bucket/iam', setPolicy],
  ['GET', '/storage/v1/b/:bucket/iam/testPermissions', testPermissions],
  ['GET', '/storage/v1/b/:bucket/managedFolders', managedFolders],
  ['GET', '/storage/v1/b/:bucket/storageLayout', storageLayout],
  ['GET', '/storage/v1/b/:bucket/o', listObjects],
  ['GET', '/storage/v1/b/:bucket/o/:object', getOrDownload],
  ['PATCH', '/storage/v1/b/:bucket/o/:object', patchObject],
  ['DELETE', '/storage/v1/b/:bucket/o/:object', deleteObject],
  ['POST', '/storage/v1/b/:bucket/o/:object/copyTo/b/:toBucket/o/:toObject', copyObject],
  ['POST', '/storage/v1/b/:bucket/o/:object/rewriteTo/b/:toBucket/o/:toObject', rewriteObject],
  ['GET', '/download/storage/v1/b/:bucket/o/:object', download],
  ['POST', '/upload/storage/v1/b/:bucket/o', upload],
  ['PUT', '/upload/storage/v1/b/:bucket/o', resume],
  ['DELETE', '/upload/storage/v1/b/:bucket/o', cancel],
  ['POST', '/resumable/upload/storage/v1/b/:bucket/o', upload],
  ['PUT', '/resumable/upload/storage/v1/b/:bucket/o', resume],
]

/** The XML API's ways with an object, which signed and public addresses use. Tried after all others. */
export const xmlRoutes: typeof routes = [
  ['GET', '/:bucket/*object', download],
  ['HEAD', '/:bucket/*object', download],
  ['PUT', '/:bucket/*object', xml.putObject],
  ['DELETE', '/:bucket/*object', xml.deleteObject],
]

/** What the pattern catches of a path, or nothing where it is another's. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  const rest = wanted.at(-1)?.startsWith('*') ? wanted.length - 1 : undefined
  if (rest === undefined ? wanted.length !== given.length : given.length <= rest) return undefined
  const caught: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = index === rest ? given.slice(index).join('/') : (given[index] ?? '')
    if (/^[:*]/.test(part)) caught[part.slice(1)] = decodeURIComponent(value)
    else if (part !== value) return undefined
  }
  return caught
}
