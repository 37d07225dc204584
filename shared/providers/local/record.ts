import * as z from 'zod'
import { readParsed, writeWhole } from './files.ts'
import type { Places } from './places.ts'
import { ProcessIdentity } from './processes.ts'

/** What is on record of a box. There is a record before there is anything else of it. */
export const BoxRecord = z.object({
  sessionId: z.string(),
  accountId: z.string(),
  turn: z.int().default(0),
  createdAt: z.iso.datetime(),
  uid: z.int().nullable(),
  /** Lets us ask the agent to stop, and nothing else: its callers' key is kept nowhere. */
  stopKey: z.string(),
  cgroups: z.array(z.string()),
  /** The outermost process, once there is one: the box lives as long as it does. */
  process: ProcessIdentity.nullable(),
  /** Set when the agent listened. Before that a box is half made. */
  started: z
    .object({ startedAt: z.iso.datetime(), details: z.record(z.string(), z.unknown()) })
    .nullable(),
  /** Whether files were brought into it, whole. */
  isRestored: z.boolean().default(false),
  /** Who wants it to stand still. */
  heldBy: z.array(z.string()).default([]),
})
export type BoxRecord = z.output<typeof BoxRecord>

export const readRecord = (places: Places) => readParsed(places.record, BoxRecord)
export const writeRecord = (places: Places, record: BoxRecord) => writeWhole(places.record, record)
