import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { limits } from '../limits.ts'
import type { SegmentShelf } from './shelf.ts'

interface Segment {
  readonly path: string
  readonly start: number
  end: number
}

/**
 * The part of a stream that is on disk: a row of files, of which the oldest go first.
 * Reads and writes are synchronous: they touch the page cache, and nothing queues up behind them.
 */
export class Segments {
  readonly #path: string
  readonly #shelf: SegmentShelf
  readonly #segments: Segment[] = []
  #descriptor: number | undefined
  #length = 0

  constructor(path: string, shelf: SegmentShelf) {
    this.#path = path
    this.#shelf = shelf
  }

  append(bytes: Buffer): void {
    const end = this.#length + bytes.length
    try {
      while (this.#length < end) this.#write(bytes.subarray(bytes.length - (end - this.#length)))
    } catch {
      // A full disk costs these bytes, which readers see as a gap, and not the command or the session.
      this.#length = end
      this.#close()
    }
  }

  /** What follows an offset, or follows the gap that is there. */
  read(from: number): { offset: number; bytes: Buffer } {
    const segment = this.#segments.find(({ end }) => end > from)
    if (!segment) return { offset: this.#length, bytes: Buffer.alloc(0) }
    const offset = Math.max(from, segment.start)
    const bytes = Buffer.allocUnsafe(Math.min(limits.journalReadBytes, segment.end - offset))
    const descriptor = openSync(segment.path, 'r')
    try {
      const read = readSync(descriptor, bytes, 0, bytes.length, offset - segment.start)
      return { offset, bytes: bytes.subarray(0, read) }
    } finally {
      closeSync(descriptor)
    }
  }

  dispose(): void {
    this.#close()
    while (this.#segments.length > 0) this.#dropOldest()
  }

  #write(bytes: Buffer): void {
    const { segment, descriptor } = this.#open()
    const room = limits.journalSegmentBytes - (segment.end - segment.start)
    const written = writeSync(descriptor, bytes, 0, Math.min(room, bytes.length))
    segment.end += written
    this.#length += written
  }

  #open(): { segment: Segment; descriptor: number } {
    const last = this.#segments.at(-1)
    if (last && this.#descriptor !== undefined && !isFull(last)) {
      return { segment: last, descriptor: this.#descriptor }
    }
    this.#close()
    if (last) this.#shelf.add(last, () => this.#dropOldest())
    if (this.#segments.length >= limits.journalSegmentsPerStream) this.#dropOldest()
    const segment = {
      path: `${this.#path}.${this.#length}`,
      start: this.#length,
      end: this.#length,
    }
    const descriptor = openSync(segment.path, 'w', 0o600)
    this.#segments.push(segment)
    this.#descriptor = descriptor
    return { segment, descriptor }
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #dropOldest(): void {
    const segment = this.#segments.shift()
    if (!segment) return
    this.#shelf.remove(segment)
    unlinkSync(segment.path)
  }
}

const isFull = ({ start, end }: Segment) => end - start >= limits.journalSegmentBytes
