import * as z from 'zod'
import { CommandRecord, Span, type StreamName } from '../agents/history.ts'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'

/** A command of a session that is over. Written once and never changed. */
export const StoredCommand = CommandRecord.extend({
  session_id: z.string(),
  account_id: z.string(),
  /** Afterwards it is not told any more. */
  keep_until: Timestamp,
})
export type StoredCommand = z.output<typeof StoredCommand>

export const commands = collection('commands', StoredCommand)

/** What is kept of one stream of a command. */
export const outputs = collection('command-outputs', z.object({ spans: z.array(Span) }))

/** Sorts as the commands do. */
export const commandId = (sessionId: string, number: number): string =>
  `${sessionId}.${String(number).padStart(9, '0')}`

export const outputId = (sessionId: string, number: number, stream: StreamName): string =>
  `${commandId(sessionId, number)}.${stream}`
