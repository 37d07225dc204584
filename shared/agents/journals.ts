import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { LongOutput } from '../providers/provider.ts'

interface Segment {
  readonly path: string
  readonly offset: number
  readonly end: number
}

/** The last run of a stream that an agent had on disk without a gap; null where it had none there. */
export async function longOutput(journals: string, name: string): Promise<LongOutput | null> {
  const segments = (await segmentsOf(journals, name)).sort((a, b) => a.offset - b.offset)
  const begin = segments.findLastIndex(({ offset }, n) => segments[n - 1]?.end !== offset)
  const run = segments.slice(begin)
  const [first] = run
  if (!first) return null
  return { offset: first.offset, open: (bytesMax) => Readable.from(bytesOf(run, bytesMax)) }
}

async function segmentsOf(journals: string, name: string): Promise<Segment[]> {
  const files = await readdir(journals).catch((): string[] => [])
  const mine = files.filter((file) => file.startsWith(`${name}.`))
  const segments = mine.map(async (file) => {
    const path = join(journals, file)
    const stats = await lstat(path)
    const offset = Number(file.slice(name.length + 1))
    return stats.isFile() && Number.isInteger(offset)
      ? { path, offset, end: offset + stats.size }
      : []
  })
  return (await Promise.all(segments)).flat()
}

async function* bytesOf(run: readonly Segment[], bytesMax: number): AsyncGenerator<Buffer> {
  let left = bytesMax
  for (const { path, offset, end } of run) {
    if (left <= 0) return
    const bytes = Math.min(left, end - offset)
    if (bytes === 0) continue
    // Without root the box's user can write here too, so no link is followed.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    yield* file.createReadStream({ start: 0, end: bytes - 1 })
    left -= bytes
  }
}
