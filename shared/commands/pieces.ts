import { textOf, wholeLength } from './text.ts'

export interface Piece {
  /** Bytes of the stream before these. */
  readonly offset: number
  readonly text: string
  readonly base64: string | undefined
}

/** Cuts one stream into pieces of text, none inside a character: a begun one waits for its rest. */
export class Pieces {
  #waiting: Uint8Array = new Uint8Array()

  next(offset: number, chunk: Uint8Array): Piece | undefined {
    const bytes = Buffer.concat([this.#waiting, chunk])
    const from = offset - this.#waiting.length
    const whole = wholeLength(bytes)
    this.#waiting = bytes.subarray(whole)
    return whole === 0 ? undefined : { offset: from, ...textOf(bytes.subarray(0, whole)) }
  }

  /** What still waits when the stream is over: a character that never came whole. */
  last(offset: number): Piece | undefined {
    const bytes = this.#waiting
    this.#waiting = new Uint8Array()
    return bytes.length === 0 ? undefined : { offset: offset - bytes.length, ...textOf(bytes) }
  }
}
