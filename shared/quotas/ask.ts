import type * as z from 'zod'
import type { requestQuota } from '../contract/quotas.ts'
import type { Caller } from '../passports/caller.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { normalised } from '../users/email.ts'
import { users } from '../users/user.ts'
import { quotaRequests } from './request.ts'

type Wish = z.output<typeof requestQuota.body>
type Asked = Omit<z.output<typeof requestQuota.output>, 'message'>

/** Keeps a wish for more: of the caller's account, where it is known who asks. */
export async function askForMore(
  { clock, transact }: Plane,
  id: string,
  wish: Wish,
  caller: Pick<Caller, 'accountId' | 'userId'> | null,
): Promise<Asked> {
  return transact(id, async (tx) => {
    const user = caller ? await tx.get(users, caller.userId) : undefined
    const email = wish.email ?? user?.email
    if (!email) throw noAddress()
    const asked = askedBy(id, wish, email, clock.now())
    const answer = { account_id: caller?.accountId ?? null, note: null, responded_at: null }
    await tx.create(quotaRequests, id, { ...asked, ...answer })
    return asked
  })
}

const askedBy = (id: string, wish: Wish, email: string, at: Instant): Asked => ({
  id,
  status: 'pending',
  email: normalised(email),
  name: wish.name ?? null,
  company: wish.company ?? null,
  use_case: wish.use_case ?? null,
  requested_limits: wish.requested_limits ?? null,
  budget: wish.budget ?? null,
  created_at: at,
})

function noAddress() {
  const message = 'say where to answer'
  return new Fault('invalid_request', `body.email: ${message}`, {
    flaws: [{ location: 'body.email', message }],
  })
}

export const quotaMessage = 'An administrator will look at it.'
