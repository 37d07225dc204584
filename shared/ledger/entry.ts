import * as z from 'zod'
import { Entry as EntryOnTheWire } from '../contract/entry.ts'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'

/** A whole number of micro-credits: 1 credit = 1 USD = 1,000,000. */
export type Micros = number

export const Entry = EntryOnTheWire.extend({
  account_id: z.string(),
  /** Of credits that came in: until when they may be used. */
  expires_at: Timestamp.nullable(),
  /** Of credits that expired: which came in by that entry. */
  lot_id: z.string().nullable(),
})
export type Entry = z.output<typeof Entry>

/** An entry as a verb makes it: `post` gives it its place in the account. */
export type Draft = Omit<Entry, 'seq'>

/** Append-only: an entry is made once, by `post`, and never changed. */
export const entries = collection('entries', Entry)
