import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod'
import type { Clock } from '../../shared/platform/clock.ts'
import { Refusal } from './refusal.ts'
import { StoredBucket, StoredObject } from './stored.ts'

/**
 * One bucket: a record a file, the bytes beside them. A record is written last and names its bytes, so what a crash
 * leaves half done is bytes that nothing names, which go at the next start.
 */
export class Bucket {
  readonly objects = new Map<string, StoredObject>()
  record: StoredBucket
  readonly #directory: string

  constructor(directory: string, record: StoredBucket) {
    this.#directory = directory
    this.record = record
  }

  static load(directory: string): Bucket {
    const bucket = new Bucket(directory, parsed(join(directory, 'bucket.json'), StoredBucket))
    for (const file of readdirSync(join(directory, 'objects'))) {
      if (!file.endsWith('.json')) continue
      const object = parsed(join(directory, 'objects', file), StoredObject)
      bucket.objects.set(object.name, object)
    }
    const named = new Set([...bucket.objects.values()].map(({ generation }) => generation))
    for (const file of readdirSync(join(directory, 'data'))) {
      if (!named.has(file)) rmSync(join(directory, 'data', file))
    }
    return bucket
  }

  save(record: StoredBucket): void {
    mkdirSync(join(this.#directory, 'objects'), { recursive: true })
    mkdirSync(join(this.#directory, 'data'), { recursive: true })
    this.record = record
    writeWhole(join(this.#directory, 'bucket.json'), record)
  }

  /** Takes the file for the object's bytes. */
  put(object: StoredObject, file: string): void {
    const before = this.objects.get(object.name)
    renameSync(file, this.dataOf(object))
    this.change(object)
    if (before) rmSync(this.dataOf(before), { force: true })
  }

  change(object: StoredObject): void {
    writeWhole(this.#recordOf(object.name), object)
    this.objects.set(object.name, object)
  }

  remove(object: StoredObject): void {
    rmSync(this.#recordOf(object.name))
    this.objects.delete(object.name)
    rmSync(this.dataOf(object), { force: true })
  }

  destroy(): void {
    rmSync(this.#directory, { recursive: true })
  }

  dataOf = ({ generation }: StoredObject): string => join(this.#directory, 'data', generation)

  #recordOf = (name: string): string =>
    join(this.#directory, 'objects', `${createHash('sha256').update(name).digest('hex')}.json`)
}

/** Every bucket below one directory, and a place for what is still coming in. */
export class Disk {
  readonly buckets = new Map<string, Bucket>()
  readonly incoming: string
  readonly clock: Clock
  readonly #root: string
  #lastGeneration = 0n

  constructor(root: string, clock: Clock) {
    this.clock = clock
    this.#root = join(root, 'buckets')
    this.incoming = join(root, 'incoming')
    mkdirSync(this.#root, { recursive: true })
    mkdirSync(this.incoming, { recursive: true })
    for (const name of readdirSync(this.#root)) {
      const bucket = Bucket.load(join(this.#root, name))
      this.buckets.set(name, bucket)
      for (const { generation } of bucket.objects.values()) {
        if (BigInt(generation) > this.#lastGeneration) this.#lastGeneration = BigInt(generation)
      }
    }
  }

  create(record: StoredBucket): Bucket {
    const bucket = new Bucket(join(this.#root, record.name), record)
    bucket.save(record)
    this.buckets.set(record.name, bucket)
    return bucket
  }

  remove(bucket: Bucket): void {
    this.buckets.delete(bucket.record.name)
    bucket.destroy()
  }

  bucket(name: string): Bucket {
    const found = this.buckets.get(name)
    if (found) return found
    throw new Refusal(404, 'notFound', 'The specified bucket does not exist.')
  }

  newGeneration(): string {
    const now = BigInt(Date.now()) * 1_000n
    this.#lastGeneration = now > this.#lastGeneration ? now : this.#lastGeneration + 1n
    return String(this.#lastGeneration)
  }

  newFile = (): string => join(this.incoming, randomUUID())
}

function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value))
  renameSync(`${path}.new`, path)
}

const parsed = <S extends z.ZodType>(path: string, schema: S): z.output<S> =>
  schema.parse(JSON.parse(readFileSync(path, 'utf8')))
