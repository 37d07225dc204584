import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import { sha256 } from '../platform/ids.ts'
import { normalised } from '../users/email.ts'

/** Somebody who waits to be let in. */
const Waiting = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  created_at: Timestamp,
})
export type Waiting = z.output<typeof Waiting>

export const waitlist = collection('waitlist', Waiting)

/** Made from the address: who asks again waits once. */
export const waitingIdOf = (email: string): string =>
  `wait${sha256(normalised(email)).toString('hex').slice(0, 18)}`
