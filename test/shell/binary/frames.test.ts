import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode, type Frame, frameDataBytesMax } from '../../../shell/binary/frames.ts'

const data = (text: string) => Buffer.from(text)

test.each<[string, Frame, string]>([
  ['stdin "ls\\n"', { type: 'stdin', data: data('ls\n') }, '01000000036C730A'],
  ['stdout "hi"', { type: 'stdout', data: data('hi') }, '02000000026869'],
  ['empty stdout', { type: 'stdout', data: data('') }, '0200000000'],
  ['exit 0', { type: 'exit', code: 0 }, '0400000000'],
  ['exit 42', { type: 'exit', code: 42 }, '040000002A'],
  ['exit 137', { type: 'exit', code: 137 }, '0400000089'],
  ['exit -1', { type: 'exit', code: -1 }, '04FFFFFFFF'],
  ['error "boom"', { type: 'error', message: 'boom' }, '0500000004626F6F6D'],
  ['stdin close', { type: 'stdin_close' }, '06'],
  ['resize, ours', { type: 'resize', cols: 120, rows: 40 }, '1000780028'],
  ['signal, ours', { type: 'signal', signal: 2 }, '1102'],
  ['skip, ours', { type: 'skip', stream: 'stderr', offset: 2 ** 40 }, '12030000010000000000'],
])('%s is these bytes and no others', (_, frame, hex) => {
  expect(encode(frame).toString('hex').toUpperCase()).toBe(hex)
  expect(decode(Buffer.from(hex, 'hex'))).toEqual(frame)
})

test.each([
  ['an empty message', ''],
  ['an unknown type', 'FF00000000'],
  ['a short length', '020000'],
  ['a length that does not match', '020000000A0102030405'],
  ['an exit of the wrong size', '040000'],
  ['a stdin close with a body', '0600'],
  ['data above the bound', '01FFFFFFFF00'],
  ['an error above 1,024 bytes', `0500000401${'61'.repeat(1_025)}`],
  ['a skip of no stream', '12050000000000000000'],
])('%s is refused', (_, hex) => {
  expect(() => decode(Buffer.from(hex, 'hex'))).toThrow(RangeError)
})

test('data has its bound, and the text of an error is cut at its own', () => {
  const most = { type: 'stdout', data: Buffer.alloc(frameDataBytesMax) } as const
  expect(encode(most)).toHaveLength(frameDataBytesMax + 5)
  const more = { type: 'stdout', data: Buffer.alloc(frameDataBytesMax + 1) } as const
  expect(() => encode(more)).toThrow(RangeError)
  expect(encode({ type: 'error', message: 'x'.repeat(2_000) })).toHaveLength(1_029)
})

test('100,000 messages of anything: each is a frame that encodes to the same bytes, or is refused', () => {
  const types = [0, 1, 2, 3, 4, 5, 6, 7, 0x10, 0x11, 0x12, 0xff]
  let frames = 0
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    // Nearly right ones, which come further.
    fc
      .tuple(
        fc.constantFrom(...types),
        fc.uint8Array({ maxLength: 12 }),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([type, bytes, off]) => {
        const head = Buffer.alloc(5)
        head[0] = type
        head.writeUInt32BE(Math.max(0, bytes.length + (off > 0 ? off : 0)), 1)
        return Buffer.concat([off < 0 ? head.subarray(0, 1) : head, bytes])
      }),
  )
  fc.assert(
    fc.property(anything, (message) => {
      try {
        const frame = decode(message)
        // Text that is not UTF-8 comes back with U+FFFD in it, which has other bytes.
        if (frame.type !== 'error') expect(encode(frame).equals(message)).toBe(true)
        frames++
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 100_000, seed: randomInt(2 ** 31) },
  )
  expect(frames).toBeGreaterThan(1_000)
}, 120_000)
