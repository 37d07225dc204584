import { limits } from '../limits.ts'
import { Segments } from './segments.ts'
import type { SegmentShelf } from './shelf.ts'
import { Tail } from './tail.ts'

/**
 * Everything one stream of a command has said, by offset. The newest is in memory, and what is older moves to disk;
 * the oldest bytes go first when the disk's share is used up. Written without waiting for any reader.
 */
export class Journal {
  readonly #path: string
  readonly #shelf: SegmentShelf
  readonly #tail = new Tail()
  #segments: Segments | undefined

  constructor(path: string, shelf: SegmentShelf) {
    this.#path = path
    this.#shelf = shelf
  }

  get length(): number {
    return this.#tail.end
  }

  /** The bytes are the journal's from here on. */
  append(bytes: Buffer): void {
    this.#tail.append(bytes)
    for (const older of this.#tail.beyond(limits.journalMemoryBytes)) {
      this.#segments ??= new Segments(this.#path, this.#shelf)
      this.#segments.append(older)
    }
  }

  /** What follows an offset, one message's worth at the most. It begins later where bytes are gone. */
  read(from: number): { offset: number; bytes: Buffer } {
    const { start } = this.#tail
    if (from < start && this.#segments) {
      const older = this.#segments.read(from)
      if (older.bytes.length > 0) return older
    }
    const offset = Math.max(from, start)
    return { offset, bytes: this.#tail.read(offset, limits.journalReadBytes) }
  }

  dispose(): void {
    this.#segments?.dispose()
    this.#tail.clear()
  }
}
