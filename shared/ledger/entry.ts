import * as z from 'zod'
import { Entry as EntryOnTheWire } from '../contract/billing.ts'
import { collection } from '../firestore/collection.ts'

/** A whole number of micro-credits: 1 credit = 1 USD = 1,000,000. */
export type Micros = number

export const Entry = EntryOnTheWire.extend({ account_id: z.string() })
export type Entry = z.output<typeof Entry>

/** Append-only: an entry is made once, by `post`, and never changed. */
export const entries = collection('entries', Entry)
