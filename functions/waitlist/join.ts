import { api } from '../../shared/contract/index.ts'
import { waitingIdOf, waitlist } from '../../shared/quotas/waiting.ts'
import { normalised } from '../../shared/users/email.ts'
import { handle } from '../handle.ts'

export default handle(api.waitlist.join, async ({ body }, { clock, transact }) => {
  const id = waitingIdOf(body.email)
  const email = normalised(body.email)
  const waiting = { id, email, name: body.name ?? null, created_at: clock.now() }
  await transact(id, (tx) => tx.create(waitlist, id, waiting))
  // The same to who waits already: nobody learns of others by asking.
  return { message: 'You will hear from us.' }
})
