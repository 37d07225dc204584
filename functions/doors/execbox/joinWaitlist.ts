import { api } from '../../../shared/contract/index.ts'
import { wait, waitMessage } from '../../../shared/quotas/waiting.ts'
import { handle } from '../../handle.ts'

export default handle(api.execbox.joinWaitlist, async ({ body }, plane) => ({
  id: await wait(plane, body),
  key: null,
  tier: 'free' as const,
  message: waitMessage,
}))
