import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Journal } from '../../agent/commands/journal.ts'
import { SegmentShelf } from '../../agent/commands/shelf.ts'
import { limits } from '../../agent/limits.ts'

const directory = mkdtempSync(join(tmpdir(), 'onm-journal-'))
afterAll(() => rmSync(directory, { recursive: true }))
const newJournal = (name: string, shelf = new SegmentShelf()) =>
  new Journal(join(directory, name), shelf)
const filesOf = (name: string) => readdirSync(directory).filter((file) => file.startsWith(name))

/** Everything that can be read from an offset on, and where it really began. */
function readAll(journal: Journal, from: number) {
  const chunks: Buffer[] = []
  let [next, began] = [from, -1]
  for (;;) {
    const { offset, bytes } = journal.read(next)
    if (bytes.length === 0) return { began, bytes: Buffer.concat(chunks) }
    if (began < 0) began = offset
    chunks.push(bytes)
    next = offset + bytes.length
  }
}

const numbered = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 7) % 251))

test('a short stream never touches the disk', () => {
  const journal = newJournal('short')
  const all = numbered(limits.journalMemoryBytes)
  for (let i = 0; i < all.length; i += 1_000) journal.append(all.subarray(i, i + 1_000))
  expect(readAll(journal, 0).bytes.equals(all)).toBe(true)
  expect(readAll(journal, 77).bytes.equals(all.subarray(77))).toBe(true)
  expect(filesOf('short')).toEqual([])
})

test('a longer one goes on where it was, from any offset', () => {
  const journal = newJournal('longer')
  const all = numbered(9_000_000)
  for (let i = 0; i < all.length; i += 50_001) journal.append(all.subarray(i, i + 50_001))
  for (const from of [0, 1, 131_071, 131_072, 4_194_303, 4_194_304, 8_999_999]) {
    expect(readAll(journal, from)).toMatchObject({ began: from })
    expect(readAll(journal, from).bytes.equals(all.subarray(from))).toBe(true)
  }
  expect(filesOf('longer')).toHaveLength(3)
  journal.dispose()
  expect(filesOf('longer')).toEqual([])
})

test('of a very long one the oldest goes first', () => {
  const journal = newJournal('long')
  const mebibyte = Buffer.alloc(1_048_576, 'x')
  for (let i = 0; i < 100; i++) journal.append(mebibyte)
  const { began, bytes } = readAll(journal, 0)
  expect(filesOf('long')).toHaveLength(limits.journalSegmentsPerStream)
  expect(began).toBe(36 * 1_048_576)
  expect(began + bytes.length).toBe(journal.length)
  journal.dispose()
})

test('all journals of a box together have a bound', () => {
  const shelf = new SegmentShelf()
  const journals = Array.from({ length: 12 }, (_, i) => newJournal(`box${i}.`, shelf))
  const chunk = Buffer.alloc(limits.journalSegmentBytes, 'x')
  for (const journal of journals) for (let i = 0; i < 15; i++) journal.append(chunk)
  expect(filesOf('box').length).toBeLessThanOrEqual(limits.journalSegmentsPerBox + journals.length)
  expect(readAll(journals[0] ?? newJournal('none'), 0).began).toBeGreaterThan(0)
  expect(readAll(journals.at(-1) ?? newJournal('none'), 0).began).toBe(0)
  for (const journal of journals) journal.dispose()
})

test('what the disk did not take is a gap, and what follows is there again', () => {
  const journal = newJournal('missing/gap')
  journal.append(Buffer.alloc(limits.journalMemoryBytes + 1))
  expect(readAll(journal, 0).bytes).toHaveLength(0)
  expect(journal.read(0).offset).toBe(limits.journalMemoryBytes + 1)
})
