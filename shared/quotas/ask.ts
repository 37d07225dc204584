import type * as z from 'zod'
import type { requestQuota } from '../contract/quotas.ts'
import type { Plane } from '../plane.ts'
import { normalised } from '../users/email.ts'
import { type QuotaRequest, quotaRequests } from './request.ts'

type Wish = z.output<typeof requestQuota.body>
type Asked = Omit<z.output<typeof requestQuota.output>, 'message'>

/** Keeps a wish for more, of an account where somebody is signed in. */
export async function askForMore(
  { clock, transact }: Plane,
  id: string,
  wish: Wish,
  accountId: string | null,
): Promise<Asked> {
  const asked = {
    id,
    status: 'pending' as const,
    email: normalised(wish.email),
    name: wish.name ?? null,
    company: wish.company ?? null,
    use_case: wish.use_case ?? null,
    requested_limits: wish.requested_limits ?? null,
    budget: wish.budget ?? null,
    created_at: clock.now(),
  }
  const request: QuotaRequest = { ...asked, account_id: accountId, note: null, responded_at: null }
  await transact(id, (tx) => tx.create(quotaRequests, id, request))
  return asked
}

export const quotaMessage = 'An administrator will look at it.'
