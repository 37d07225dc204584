import { type StreamName, streams } from '../agents/history.ts'
import type { Plane } from '../plane.ts'
import { limits } from '../platform/limits.ts'
import type { LeftCommand } from '../providers/provider.ts'
import { objectOf, type Run, type StoredCommand } from './stored.ts'

/** How much the commands of one box may still store. */
export interface Room {
  bytes: number
}

type Named = Pick<StoredCommand, 'account_id' | 'session_id' | 'number'>

/**
 * Puts what is too long for a document into the bucket, where there is one: a stream's own bytes from as early on as its
 * box had them, up to a bound. What cannot be put there costs these bytes, and not the record.
 */
export async function storeLong(
  { depot, log }: Plane,
  of: Named,
  left: LeftCommand,
  room: Room,
): Promise<Partial<Record<StreamName, Run>>> {
  const stored: Partial<Record<StreamName, Run>> = {}
  if (!depot) return stored
  for (const stream of streams) {
    try {
      const long = room.bytes > 0 ? await left.longer(stream) : null
      if (!long) continue
      const bytesMax = Math.min(room.bytes, limits.outputStoredBytesMax)
      const bytes = await depot.write(objectOf(of, stream), long.open(bytesMax))
      room.bytes -= bytes
      stored[stream] = { offset: long.offset, bytes }
    } catch (cause) {
      log.warn('a long output was not stored', { ...of, stream, cause })
    }
  }
  return stored
}

/** What is stored from an offset on, as much as one answer holds; nothing where the offset is not in it. */
export async function longFrom(
  { depot }: Plane,
  of: StoredCommand,
  stream: StreamName,
  offset: number,
): Promise<Buffer | undefined> {
  const run = of.stored[stream]
  if (!depot || !run || offset < run.offset || offset >= run.offset + run.bytes) return undefined
  const start = offset - run.offset
  const length = Math.min(limits.outputAnswerBytesMax, run.bytes - start)
  return depot.part(objectOf(of, stream), start, length)
}
