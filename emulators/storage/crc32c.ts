/** CRC-32C (Castagnoli), as the service computes it of every object. */
export class Crc32c {
  #state = 0xffffffff

  update(chunk: Uint8Array): void {
    let state = this.#state
    for (const byte of chunk) state = (table[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8)
    this.#state = state
  }

  /** Base64 of the four bytes, the most significant first. */
  digest(): string {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE((this.#state ^ 0xffffffff) >>> 0)
    return bytes.toString('base64')
  }
}

const reversedPolynomial = 0x82f63b78

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? reversedPolynomial : 0)
  return value
})
