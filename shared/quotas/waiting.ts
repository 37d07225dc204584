import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
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

/** Puts somebody on the list; who is on it already stays where they are. Says under which id. */
export async function wait(
  { clock, transact }: Plane,
  { email: given, name = null }: { email: string; name?: string | null | undefined },
): Promise<string> {
  const email = normalised(given)
  const id = waitingIdOf(email)
  await transact(id, (tx) => tx.create(waitlist, id, { id, email, name, created_at: clock.now() }))
  return id
}

export const waitMessage = 'You will hear from us.'

/** Made from the address: who asks again waits once. */
const waitingIdOf = (email: string): string =>
  `wait${sha256(normalised(email)).toString('hex').slice(0, 18)}`
