import type { CommandEvent } from '../../shared/agents/events.ts'
import { type Piece, Pieces } from '../../shared/commands/pieces.ts'

type Data = Extract<CommandEvent, { offset: number }>

/** One stream as messages of text, none of which ends inside a character. */
export class Output {
  readonly #pieces = new Pieces()
  #offset: number

  constructor(offset: number) {
    this.#offset = offset
  }

  /** After the last byte that was told, or waits for the rest of its character. */
  get offset(): number {
    return this.#offset
  }

  *of({ offset, data }: Data) {
    // What begun character waits before a gap never comes whole.
    if (offset !== this.#offset) yield* this.last()
    const piece = this.#pieces.next(offset, data)
    this.#offset = offset + data.length
    if (piece) yield told(piece)
  }

  *last() {
    const piece = this.#pieces.last(this.#offset)
    if (piece) yield told(piece)
  }
}

function told({ offset, text, base64 }: Piece) {
  const bytes = base64 === undefined ? Buffer.byteLength(text) : Buffer.byteLength(base64, 'base64')
  const place = { offset, next_offset: offset + bytes, data: text }
  return base64 === undefined ? place : { ...place, base64 }
}
