import { isUtf8 } from 'node:buffer'

/**
 * How many of these bytes end with a whole character: all, or all but the up to three that begin a
 * UTF-8 sequence whose rest is not here.
 */
export function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** Bytes as text. What is not UTF-8 becomes U+FFFD, and the bytes come along so that nothing is lost. */
export const textOf = (bytes: Uint8Array): { text: string; base64: string | undefined } => ({
  text: Buffer.from(bytes).toString('utf8'),
  base64: isUtf8(bytes) ? undefined : Buffer.from(bytes).toString('base64'),
})

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4
  return lead >= 0xe0 ? 3 : 2
}
