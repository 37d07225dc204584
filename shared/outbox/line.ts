import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { SessionCommand } from '../contract/topics.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'

/** A fact saved with the change it tells of, until someone has been told. */
export const OutboxLine = z.object({
  id: z.string(),
  topic: z.literal('session-commands'),
  command: SessionCommand,
  created_at: Timestamp,
})
export type OutboxLine = z.output<typeof OutboxLine>

export const outbox = collection('outbox', OutboxLine)

/** Saves a command in the caller's transaction; `relay` it once that stands. */
export async function send(tx: Tx, command: SessionCommand, at: Instant): Promise<OutboxLine> {
  const line: OutboxLine = {
    id: newId('outbox'),
    topic: 'session-commands',
    command,
    created_at: at,
  }
  await tx.create(outbox, line.id, line)
  return line
}
