import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'

/** What is written to somebody. */
export const Letter = z.object({ to: z.string(), subject: z.string(), text: z.string() })
export type Letter = z.output<typeof Letter>

/** A letter on its way. What it says is sealed, and gone once it was sent. */
export const Mail = z.object({
  id: z.string(),
  /** `lapsed`: it could not be sent while what it says was good. */
  state: z.enum(['waiting', 'sent', 'lapsed']),
  /** Of the vault: a letter as JSON. */
  sealed: z.string().nullable(),
  created_at: Timestamp,
  done_at: Timestamp.nullable(),
})
export type Mail = z.output<typeof Mail>

export const mails = collection('mails', Mail)

/** Sends letters. One that is told again carries the same id, by which a mailbox knows it for the same. */
export interface Mailer {
  send(letter: Letter, id: string): Promise<void>
}
