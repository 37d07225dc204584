import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { plusSeconds } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { Letter, type Mail, mails } from './mail.ts'

/**
 * Sends a letter that waits. Told again it does nothing; cut off between sending and saying so, it is sent twice, under
 * one id. A letter that waited too long says what is good no more: it is not sent.
 */
export async function deliver(plane: Plane, mailId: string): Promise<void> {
  const mail = await read(plane.db, mails, mailId)
  if (!mail?.sealed || !plane.mailer) return
  const isLapsed = plusSeconds(mail.created_at, limits.mailSecondsMax) <= plane.clock.now()
  if (!isLapsed) {
    await plane.mailer.send(Letter.parse(JSON.parse(await plane.vault.open(mail.sealed))), mailId)
  }
  const state = isLapsed ? 'lapsed' : 'sent'
  await plane.transact(`mail ${mailId}`, async (tx) => {
    const before = await tx.get(mails, mailId)
    if (before?.state !== 'waiting') return
    const after: Mail = { ...before, state, sealed: null, done_at: plane.clock.now() }
    tx.update(mails, mailId, after)
  })
}

/** Sends what no message came to. */
export async function deliverWaiting(plane: Plane): Promise<{ waiting: number }> {
  const { docs } = await plane.db
    .collection(mails.name)
    .where('state', '==', 'waiting')
    .limit(limits.mailsPerRunMax)
    .get()
  const ids = docs.map(({ id }) => id)
  await each(ids, { log: plane.log, what: (mail) => ({ mail }) }, (id) => deliver(plane, id))
  return { waiting: ids.length }
}
