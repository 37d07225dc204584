import { randomInt } from 'node:crypto'
import { api } from '../../../shared/contract/index.ts'
import { askForMore, quotaMessage } from '../../../shared/quotas/ask.ts'
import { handle } from '../../handle.ts'

export default handle(api.execbox.requestQuota, async ({ body, caller }, plane) => {
  // Its clients know such ids as numbers.
  const number = randomInt(1, 2 ** 47)
  const wish = {
    email: body.email,
    name: body.name ?? undefined,
    company: body.company ?? undefined,
    use_case: body.use_case ?? undefined,
    requested_limits: body.requested_limits ?? undefined,
    budget: body.budget ?? undefined,
  }
  const id = `quot${String(number).padStart(18, '0')}`
  const asked = await askForMore(plane, id, wish, caller)
  return {
    id: number,
    status: 'pending' as const,
    message: quotaMessage,
    created_at: asked.created_at,
  }
})
