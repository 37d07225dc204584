import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frame, frames } from '../../shared/agents/connect.ts'

test('frames come out as they went in, however the bytes are cut', async () => {
  const message = fc.tuple(fc.string({ maxLength: 2_000 }), fc.boolean())
  const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(fc.array(message), cuts, async (messages, sizes) => {
      const bytes = Buffer.concat(messages.map(([json, isLast]) => frame(json, isLast)))
      const out: (readonly [string, boolean])[] = []
      for await (const { payload, isLast } of frames(Readable.from(cut(bytes, sizes)), 10_000)) {
        out.push([payload.toString(), isLast])
      }
      expect(out).toEqual(messages)
    }),
    { numRuns: 50 },
  )
})

test('a frame that claims too much is refused before it is read', async () => {
  const read = async () => {
    for await (const _ of frames(Readable.from([frame('x'.repeat(11))]), 10));
  }
  await expect(read()).rejects.toMatchObject({ code: 'resource_exhausted' })
})

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}
