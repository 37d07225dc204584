import * as z from 'zod'
import { Timestamp } from '../shared/contract/fields.ts'
import { Fault } from '../shared/platform/faults.ts'
import type { Mark } from '../shared/platform/mark.ts'

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
