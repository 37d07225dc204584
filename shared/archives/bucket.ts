import { createHash } from 'node:crypto'
import { PassThrough, Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { File, Storage } from '@google-cloud/storage'
import { epochMs } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { type CloudStorageSettings, connectStorage } from '../storage/connect.ts'
import type { Depot, Fingerprint } from './depot.ts'

/** Archives in a Cloud Storage bucket. The client is loaded when the first is asked for. */
export function bucketDepot(settings: CloudStorageSettings & { bucket: string }): Depot {
  let connected: Promise<Storage> | undefined
  const bucket = async () => {
    connected ??= connectStorage(settings, limits.archiveCallTimeoutMs)
    return (await connected).bucket(settings.bucket)
  }
  const file = async (name: string) => (await bucket()).file(name)
  return {
    receive: (draft, tar) =>
      reached(async () => {
        const passed = fingerprinting()
        const plain = fingerprinting()
        const into = (await file(draft)).createWriteStream({
          resumable: true,
          contentType: 'application/gzip',
        })
        await pipeline(tar, plain.stream, createGzip({ level: 1 }), passed.stream, into)
        // An empty directory has as many: with fewer, something was lost on the way.
        if (plain.fingerprint().size_bytes < tarBytesMin) {
          throw new Fault('checkpoint_failed', 'the files came as no archive')
        }
        return passed.fingerprint()
      }),
    keep: (draft, name) =>
      reached(async () => {
        const isNew = { preconditionOpts: { ifGenerationMatch: 0 } }
        await (await file(draft)).copy(await file(name), isNew).catch((cause: unknown) => {
          if (!isThere(cause)) throw cause
        })
      }),
    verify: (name, expected) => reached(async () => readBack(await file(name), expected)),
    open: async (name, expected) => {
      // Before any of it is used: once some is, what is left half done can only be begun again.
      await reached(async () => readBack(await file(name), expected))
      const stored = (await file(name)).createReadStream({ validation: false })
      const tar = new PassThrough()
      // The last of the tar comes only after the hash of all of it was right.
      void pipeline(stored, fingerprinting(expected).stream, createGunzip(), tar).catch(
        (cause: unknown) => tar.destroy(faultFor(cause)),
      )
      return tar
    },
    write: (name, bytes) =>
      reached(async () => {
        const passed = fingerprinting()
        const into = (await file(name)).createWriteStream({ resumable: false })
        await pipeline(bytes, passed.stream, into)
        return passed.fingerprint().size_bytes
      }),
    part: (name, start, length) =>
      reached(async () => {
        const range = { start, end: start + length - 1, validation: false }
        return buffer((await file(name)).createReadStream(range))
      }),
    remove: (name) =>
      reached(async () => {
        await (await file(name)).delete({ ignoreNotFound: true })
      }),
    namesBefore: (at) =>
      reached(async () => {
        const [files] = await (await bucket()).getFiles()
        return files
          .filter(({ metadata: { updated = at } }) => epochMs(updated) < epochMs(at))
          .map(({ name }) => name)
      }),
  }
}

async function readBack(file: File, expected: Fingerprint): Promise<void> {
  const passed = fingerprinting(expected)
  passed.stream.resume()
  // Our own hash is looked at, which is stronger.
  await pipeline(file.createReadStream({ validation: false }), passed.stream)
}

/** Passes bytes on and says what they were; where others were expected, it fails in the end. */
function fingerprinting(expected?: Fingerprint) {
  const hash = createHash('sha256')
  let size = 0
  let sha256 = ''
  const stream = new Transform({
    transform(chunk: Buffer, _, pass) {
      hash.update(chunk)
      size += chunk.length
      pass(null, chunk)
    },
    flush(done) {
      sha256 = hash.digest('hex')
      const isOther = expected && (expected.sha256 !== sha256 || expected.size_bytes !== size)
      done(isOther ? damaged(expected, { sha256, size_bytes: size }) : null)
    },
  })
  return { stream, fingerprint: (): Fingerprint => ({ sha256, size_bytes: size }) }
}

/** The two empty blocks that end a tar, and one entry. */
const tarBytesMin = 1_536

const damaged = (expected: Fingerprint, found: Fingerprint) =>
  new Fault(
    'archive_damaged',
    `the stored files are not what was stored: ${found.size_bytes} bytes with sha256 ${found.sha256}, not ${expected.size_bytes} with ${expected.sha256}`,
  )

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw faultFor(cause)
  }
}

const faultFor = (cause: unknown): Fault =>
  cause instanceof Fault
    ? cause
    : new Fault('archive_unavailable', `the stored files could not be reached: ${said(cause)}`, {
        cause,
      })

/** A precondition that is not met: Cloud Storage's 412. */
const isThere = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && Number(cause.code) === 412

const said = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
