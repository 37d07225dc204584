import type { Readable } from 'node:stream'
import type { Instant } from '../platform/clock.ts'

/** What a stream was when it had passed. */
export interface Fingerprint {
  readonly sha256: string
  readonly size_bytes: number
}

/** Where archives lie: a bucket. What cannot be reached is a `Fault`, `archive_unavailable`. */
export interface Depot {
  /** Compresses a tar into a draft and says what it became. A draft of the same name is replaced. */
  receive(draft: string, tar: Readable): Promise<Fingerprint>
  /** Makes a draft the object of this name. One that is there already stays: somebody may rely on it. */
  keep(draft: string, name: string): Promise<void>
  /** Reads an object back, all of it; anything but these very bytes is a fault, `archive_damaged`. */
  verify(name: string, expected: Fingerprint): Promise<void>
  /** The tar of an object. Bytes other than these end the stream with a fault, `archive_damaged`. */
  open(name: string, expected: Fingerprint): Promise<Readable>
  /** Bytes as they are, and how many. What is there already is replaced. */
  write(name: string, bytes: Readable): Promise<number>
  /** A part of what was written so. */
  part(name: string, start: number, length: number): Promise<Buffer>
  /** What is not there is removed already. */
  remove(name: string): Promise<void>
  /** The names of all that has been here since before that moment. */
  namesBefore(at: Instant): Promise<readonly string[]>
}
