import type { Tx } from '../firestore/transact.ts'
import { type OutboxLine, sendToMails } from '../outbox/line.ts'
import type { Instant } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Vault } from '../platform/vault.ts'
import { type Letter, mails } from './mail.ts'

/** Saves a letter in the caller's transaction; `relay` its line once that stands. */
export async function writeMail(
  tx: Tx,
  vault: Vault,
  letter: Letter,
  at: Instant,
): Promise<OutboxLine> {
  const id = newId('mail')
  const sealed = await vault.seal(JSON.stringify(letter))
  await tx.create(mails, id, { id, state: 'waiting', sealed, created_at: at, done_at: null })
  return sendToMails(tx, { mail_id: id }, at)
}
