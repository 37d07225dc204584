import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Depot, Fingerprint } from '../../../shared/archives/depot.ts'
import type { Clock, Instant } from '../../../shared/platform/clock.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import type { Outside } from './outside.ts'

/** Objects in a bucket. What arrives may have been cut on its way, without anybody being told. */
export class Bucket {
  readonly objects = new Map<string, Buffer>()
  readonly #madeAt = new Map<string, Instant>()
  readonly #clock: Clock
  cuts: () => boolean = () => false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  put(name: string, bytes: Buffer) {
    this.#madeAt.set(name, this.#clock.now())
    this.objects.set(name, this.cuts() ? bytes.subarray(0, bytes.length >> 1) : bytes)
  }

  namesBefore = (at: Instant): readonly string[] =>
    [...this.objects.keys()].filter((name) => (this.#madeAt.get(name) ?? at) < at)
}

/** The bucket as one process reaches it. */
export function depotOver(bucket: Bucket, outside: Outside): Depot {
  const found = (name: string): Buffer => {
    const bytes = bucket.objects.get(name)
    if (bytes) return bytes
    throw new Fault('archive_unavailable', `no object ${name}`)
  }
  const expected = (name: string, { sha256, size_bytes: size }: Fingerprint): Buffer => {
    const bytes = found(name)
    if (bytes.length === size && hashOf(bytes) === sha256) return bytes
    throw new Fault('archive_damaged', `${name} is not what was stored`)
  }
  return {
    async receive(draft, tar) {
      const bytes = await bytesOf(tar)
      await outside(`receive ${draft}`, () => bucket.put(draft, bytes))
      return { sha256: hashOf(bytes), size_bytes: bytes.length }
    },
    keep: (draft, name) =>
      outside(`keep ${draft}`, () => {
        const bytes = found(draft)
        if (!bucket.objects.has(name)) bucket.put(name, bytes)
      }),
    verify: (name, given) => outside(`verify ${name}`, () => void expected(name, given)),
    open: (name, given) => outside(`open ${name}`, () => Readable.from([expected(name, given)])),
    async write(name, given) {
      const bytes = await bytesOf(given)
      await outside(`write ${name}`, () => bucket.put(name, bytes))
      return bytes.length
    },
    part: (name, start, length) =>
      outside(`read ${name}`, () => found(name).subarray(start, start + length)),
    remove: (name) => outside(`remove ${name}`, () => void bucket.objects.delete(name)),
    namesBefore: (at) => outside('list objects', () => bucket.namesBefore(at)),
  }
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
