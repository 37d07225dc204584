import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { MailCommand, SessionCommand, WorkspaceCommand } from '../contract/topics.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'

/** A fact saved with the change it tells of, until someone has been told. */
const Saved = z.object({ id: z.string(), created_at: Timestamp })
export const OutboxLine = z.discriminatedUnion('topic', [
  Saved.extend({ topic: z.literal('session-commands'), command: SessionCommand }),
  Saved.extend({ topic: z.literal('workspace-commands'), command: WorkspaceCommand }),
  Saved.extend({ topic: z.literal('mails'), command: MailCommand }),
])
export type OutboxLine = z.output<typeof OutboxLine>

export const outbox = collection('outbox', OutboxLine)

/** Saves a command in the caller's transaction; `relay` it once that stands. */
export const send = (tx: Tx, command: SessionCommand, at: Instant): Promise<OutboxLine> =>
  save(tx, { ...lineAt(at), topic: 'session-commands', command })

/** The same, for the worker of workspaces. */
export const sendToWorkspaces = (
  tx: Tx,
  command: WorkspaceCommand,
  at: Instant,
): Promise<OutboxLine> => save(tx, { ...lineAt(at), topic: 'workspace-commands', command })

/** The same, for the worker of letters. */
export const sendToMails = (tx: Tx, command: MailCommand, at: Instant): Promise<OutboxLine> =>
  save(tx, { ...lineAt(at), topic: 'mails', command })

const lineAt = (at: Instant) => ({ id: newId('outbox'), created_at: at })

async function save(tx: Tx, line: OutboxLine): Promise<OutboxLine> {
  await tx.create(outbox, line.id, line)
  return line
}
