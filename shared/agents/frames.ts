/**
 * What passes on a line, both ways: a byte for the type, four for the length of what follows the head, and eight for the
 * offset of output, all big-endian. Bytes are bytes here, where Connect would have them as base64 in JSON.
 */
export const frameTypes = {
  /** From the caller. `open` comes first, and is JSON. */
  open: 1,
  input: 2,
  closeInput: 3,
  /** JSON: the new size of the terminal, in its place between what is typed before and after. */
  resize: 4,
  /** From the agent. All but output are JSON. */
  start: 10,
  stdout: 11,
  stderr: 12,
  end: 13,
  /** What was typed was not taken; the line goes on. */
  refused: 14,
  /** Nothing more will come. */
  failed: 15,
  alive: 16,
} as const
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes]

/** A frame, or as much of one that carries bytes as has come: those are handed on as they come. */
export interface Part {
  readonly type: number
  readonly offset: number
  readonly data: Buffer
}

export function frameHead(type: FrameType, bytes: number, offset = 0): Buffer {
  const head = Buffer.allocUnsafe(headBytes)
  head.writeUInt8(type)
  head.writeUInt32BE(bytes, 1)
  head.writeBigUInt64BE(BigInt(offset), 5)
  return head
}

/** One of the frames that carry JSON. */
export function jsonFrame(type: FrameType, json: object): Buffer {
  const data = Buffer.from(JSON.stringify(json))
  return Buffer.concat([frameHead(type, data.length), data])
}

/** Cuts what arrives into frames. */
export class Parts {
  readonly #jsonBytesMax: number
  #pending: Buffer = Buffer.alloc(0)
  #open: { type: number; offset: number; left: number } | undefined

  constructor(jsonBytesMax: number) {
    this.#jsonBytesMax = jsonBytesMax
  }

  /** Throws a `RangeError` for what is no frame. */
  *in(chunk: Buffer): Generator<Part> {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    for (;;) {
      const open = this.#open
      if (open) {
        const data = bytes.subarray(0, open.left)
        if (data.length === 0 && open.left > 0) break
        bytes = bytes.subarray(data.length)
        this.#open =
          data.length === open.left ? undefined : { ...open, ...after(open, data.length) }
        yield { type: open.type, offset: open.offset, data }
        continue
      }
      if (bytes.length < headBytes) break
      const type = bytes.readUInt8()
      const left = bytes.readUInt32BE(1)
      if (!flowing.has(type)) {
        if (left > this.#jsonBytesMax) throw new RangeError(`a frame of ${left} bytes is too large`)
        if (bytes.length < headBytes + left) break
      }
      this.#open = { type, left, offset: Number(bytes.readBigUInt64BE(5)) }
      bytes = bytes.subarray(headBytes)
    }
    this.#pending = bytes
  }
}

const after = ({ offset, left }: { offset: number; left: number }, bytes: number) => ({
  offset: offset + bytes,
  left: left - bytes,
})

const flowing: ReadonlySet<number> = new Set([
  frameTypes.input,
  frameTypes.stdout,
  frameTypes.stderr,
])

const headBytes = 13
