import * as z from 'zod'
import { Timestamp } from '../shared/contract/fields.ts'
import { Fault } from '../shared/platform/faults.ts'
import type { Mark } from '../shared/platform/mark.ts'

/** One page of a list that is ordered by time, and where the next begins. */
export async function paged<T extends { id: string; created_at: string }>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  list: (slice: { limit: number; after: Mark | null }) => Promise<readonly T[]>,
): Promise<{ page: readonly T[]; next_cursor: string | null }> {
  const found = await list({ limit: limit + 1, after: afterCursor(cursor) })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return { page, next_cursor: last ? cursorOf({ at: last.created_at, id: last.id }) : null }
}

/** Opaque to callers, so that it may change. */
export const cursorOf = (mark: Mark): string =>
  Buffer.from(JSON.stringify(mark)).toString('base64url')

export function afterCursor(cursor: string | undefined): Mark | null {
  if (cursor === undefined) return null
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw notACursor(cause)
  }
}

function notACursor(cause?: unknown): Fault {
  const message = 'use `next_cursor` of the page before, unchanged'
  return new Fault('invalid_request', message, {
    flaws: [{ location: 'query.cursor', message }],
    cause,
  })
}

/** The cursor of a list that is ordered by a number. */
export function afterNumber(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw notACursor()
}

const Cursor = z.object({ at: Timestamp, id: z.string().min(1) })
