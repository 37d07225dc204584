import * as z from 'zod'
import { readParsed, writeWhole } from '../local/files.ts'
import type { Places } from '../local/places.ts'

/** What is on record of a box beside what its daemon knows. It is there before its container is. */
export const BoxRecord = z.object({
  sessionId: z.string(),
  accountId: z.string(),
  turn: z.int(),
  createdAt: z.iso.datetime(),
  /** Lets us ask the agent to stop, and nothing else: its callers' key is kept nowhere. */
  stopKey: z.string(),
  /** Set when the agent listened. Before that a box is half made. */
  started: z
    .object({ startedAt: z.iso.datetime(), details: z.record(z.string(), z.unknown()) })
    .nullable(),
  /** Whether files were brought into it, whole. */
  isRestored: z.boolean(),
  /** Who wants it to stand still. */
  heldBy: z.array(z.string()),
})
export type BoxRecord = z.output<typeof BoxRecord>

export const readRecord = (places: Places) => readParsed(places.record, BoxRecord)
export const writeRecord = (places: Places, record: BoxRecord) => writeWhole(places.record, record)
