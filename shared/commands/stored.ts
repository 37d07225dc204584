import * as z from 'zod'
import { CommandRecord, Span, type StreamName, streams } from '../agents/history.ts'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'

const Run = z.object({ offset: z.int(), bytes: z.int() })
export type Run = z.output<typeof Run>

/** A command of a session that is over. Written once and never changed. */
export const StoredCommand = CommandRecord.extend({
  session_id: z.string(),
  account_id: z.string(),
  /** What of a long stream is an object in the bucket: one run of bytes. */
  stored: z.object({ stdout: Run.optional(), stderr: Run.optional() }).default({}),
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

/** Where the long part of a stream is in the bucket. */
export const objectOf = (
  { account_id, session_id, number }: Pick<StoredCommand, 'account_id' | 'session_id' | 'number'>,
  stream: StreamName,
): string => `outputs/${account_id}/${session_id}/${number}.${stream}`

/** The stream that an object is of; undefined for what is no command's. */
export function streamOf(name: string): { commandId: string; stream: StreamName } | undefined {
  const [, sessionId, number, kind] = objectName.exec(name) ?? []
  const stream = streams.find((stream) => stream === kind)
  return sessionId && stream
    ? { commandId: commandId(sessionId, Number(number)), stream }
    : undefined
}

const objectName = /^outputs\/[^/]+\/([^/]+)\/(\d+)\.(\w+)$/
