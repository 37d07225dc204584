import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Capture } from '../../../shared/commands/capture.ts'
import { Pieces } from '../../../shared/commands/pieces.ts'

test.each([
  ['ascii', 'hello', 3, 'hel', true],
  ['all of it', 'hello', 5, 'hello', false],
  ['a character of two bytes at the edge', 'añb', 2, 'a', true],
  ['a character of four bytes at the edge', 'a😀', 4, 'a', true],
])('what is kept is never cut inside a character: %s', (_, text, max, kept, isTruncated) => {
  const capture = new Capture(max)
  capture.add(Buffer.from(text))
  expect(capture.result()).toEqual({
    text: kept,
    base64: undefined,
    bytes: Buffer.byteLength(text),
    isTruncated,
  })
})

test('bytes that are not text come along as they are', () => {
  const capture = new Capture(100)
  capture.add(Uint8Array.of(0x61, 0xff, 0x00))
  expect(capture.result()).toMatchObject({ text: 'a\uFFFD\0', base64: 'Yf8A' })
})

const joined = (bytes: Buffer, cuts: readonly number[]) => {
  const pieces = new Pieces()
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  )
  const parts = edges
    .slice(1)
    .map((end, n) => pieces.next(edges[n] ?? 0, bytes.subarray(edges[n] ?? 0, end)))
  return [...parts, pieces.last(bytes.length)].filter((piece) => piece !== undefined)
}

test('however a stream arrives, its pieces are whole text and join to the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat()), (text, cuts) => {
      const pieces = joined(Buffer.from(text), cuts)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      expect(pieces.every((piece) => piece.base64 === undefined)).toBe(true)
    }),
  )
})

test('however a stream of bytes arrives, its pieces carry each byte once, at its offset', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.nat()), (bytes, cuts) => {
      const pieces = joined(Buffer.from(bytes), cuts)
      let offset = 0
      for (const piece of pieces) {
        expect(piece.offset).toBe(offset)
        offset += Buffer.from(piece.base64 ?? piece.text, piece.base64 ? 'base64' : 'utf8').length
      }
      expect(offset).toBe(bytes.length)
    }),
  )
})
