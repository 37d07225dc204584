import { limits } from '../limits.ts'
import { Segments } from './segments.ts'
import type { SegmentShelf } from './shelf.ts'

/**
 * Everything one stream of a command has said, by offset. It begins in memory and moves to disk when it grows;
 * the oldest bytes go first when the disk's share is used up. Written without waiting for any reader.
 */
export class Journal {
  readonly #path: string
  readonly #shelf: SegmentShelf
  #memory: Buffer = Buffer.alloc(0)
  #segments: Segments | undefined
  #length = 0

  constructor(path: string, shelf: SegmentShelf) {
    this.#path = path
    this.#shelf = shelf
  }

  get length(): number {
    return this.#length
  }

  append(bytes: Buffer): void {
    if (this.#segments) this.#segments.append(bytes)
    else if (this.#length + bytes.length <= limits.journalMemoryBytes) this.#remember(bytes)
    else this.#spill(bytes)
    this.#length += bytes.length
  }

  /** What follows an offset, one message's worth at the most. It begins later where bytes are gone. */
  read(from: number): { offset: number; bytes: Buffer } {
    if (this.#segments) return this.#segments.read(from)
    const end = Math.min(this.#length, from + limits.journalReadBytes)
    return { offset: from, bytes: this.#memory.subarray(from, end) }
  }

  dispose(): void {
    this.#segments?.dispose()
    this.#memory = Buffer.alloc(0)
  }

  #remember(bytes: Buffer): void {
    const length = this.#length + bytes.length
    if (length > this.#memory.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(2 * length, limits.journalMemoryBytes))
      this.#memory.copy(grown, 0, 0, this.#length)
      this.#memory = grown
    }
    bytes.copy(this.#memory, this.#length)
  }

  #spill(bytes: Buffer): void {
    this.#segments = new Segments(this.#path, this.#shelf)
    this.#segments.append(this.#memory.subarray(0, this.#length))
    this.#segments.append(bytes)
    this.#memory = Buffer.alloc(0)
  }
}
