import { textOf, wholeLength } from './text.ts'

/** Keeps the beginning of a stream, and counts all of it. */
export class Capture {
  readonly #kept: Uint8Array[] = []
  readonly #bytesMax: number
  #keptBytes = 0
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  add(chunk: Uint8Array) {
    this.#bytes += chunk.length
    const room = this.#bytesMax - this.#keptBytes
    if (room <= 0) return
    const part = chunk.subarray(0, room)
    this.#kept.push(part)
    this.#keptBytes += part.length
  }

  result() {
    const kept = Buffer.concat(this.#kept)
    const isTruncated = this.#bytes > kept.length
    const whole = isTruncated ? kept.subarray(0, wholeLength(kept)) : kept
    return { ...textOf(whole), bytes: this.#bytes, isTruncated }
  }
}
