interface Chunk {
  readonly offset: number
  bytes: Buffer
}

/**
 * The newest bytes of a stream, as they came: those who keep up with it read them from here. What was appended is never
 * changed, so what was read may be sent without a copy.
 */
export class Tail {
  readonly #chunks: Chunk[] = []
  #bytes = 0
  #end = 0
  /** What little writes are gathered in; the last chunk is a part of it. */
  #block: Buffer = Buffer.alloc(0)
  #used = 0

  get start(): number {
    return this.#end - this.#bytes
  }

  get end(): number {
    return this.#end
  }

  /** The bytes are ours from here on. */
  append(bytes: Buffer): void {
    if (bytes.length >= gatheredBytesMax) this.#push(bytes)
    else this.#gather(bytes)
    this.#end += bytes.length
    this.#bytes += bytes.length
  }

  /** Takes the oldest off, until no more than so many are left. */
  *beyond(bytesMax: number): Generator<Buffer> {
    while (this.#bytes > bytesMax) {
      const oldest = this.#chunks.shift()
      if (!oldest) return
      this.#bytes -= oldest.bytes.length
      yield oldest.bytes
    }
  }

  /** What follows an offset that is here, so much at the most. */
  read(from: number, bytesMax: number): Buffer {
    const chunk = this.#chunks.findLast(({ offset }) => offset <= from)
    if (!chunk) return nothing
    const begin = from - chunk.offset
    return chunk.bytes.subarray(begin, begin + bytesMax)
  }

  clear(): void {
    this.#chunks.length = 0
    this.#bytes = 0
    this.#forgetBlock()
  }

  #push(bytes: Buffer): void {
    this.#forgetBlock()
    this.#chunks.push({ offset: this.#end, bytes })
  }

  #gather(bytes: Buffer): void {
    const room = this.#block.length - this.#used
    if (bytes.length > room) {
      const size = Math.max(bytes.length, Math.min(2 * this.#used, blockBytesMax), blockBytesMin)
      this.#forgetBlock()
      this.#block = Buffer.allocUnsafeSlow(size)
    }
    const begin = this.#used
    bytes.copy(this.#block, begin)
    this.#used += bytes.length
    const last = this.#chunks.at(-1)
    if (begin > 0 && last) last.bytes = this.#block.subarray(0, this.#used)
    else this.#chunks.push({ offset: this.#end, bytes: this.#block.subarray(0, this.#used) })
  }

  #forgetBlock(): void {
    this.#block = nothing
    this.#used = 0
  }
}

const nothing: Buffer = Buffer.alloc(0)
/** Less than this is copied, more is kept as it came. */
const gatheredBytesMax = 16_384
const blockBytesMin = 1_024
const blockBytesMax = 65_536
