import { api } from '../../shared/contract/index.ts'
import { newId } from '../../shared/platform/ids.ts'
import { quotaRequests } from '../../shared/quotas/request.ts'
import { normalised } from '../../shared/users/email.ts'
import { handle } from '../handle.ts'

export default handle(api.quotas.request, async ({ body, caller }, { clock, transact }) => {
  const id = newId('quotaRequest')
  const asked = {
    id,
    status: 'pending' as const,
    email: normalised(body.email),
    name: body.name ?? null,
    company: body.company ?? null,
    use_case: body.use_case ?? null,
    requested_limits: body.requested_limits ?? null,
    budget: body.budget ?? null,
    created_at: clock.now(),
  }
  const request = {
    ...asked,
    account_id: caller?.accountId ?? null,
    note: null,
    responded_at: null,
  }
  await transact(id, (tx) => tx.create(quotaRequests, id, request))
  return { ...asked, message: 'An administrator will look at it.' }
})
