import { api } from '../../shared/contract/index.ts'
import { wait, waitMessage } from '../../shared/quotas/waiting.ts'
import { handle } from '../handle.ts'

export default handle(api.waitlist.join, async ({ body }, plane) => {
  await wait(plane, body)
  // The same to who waits already: nobody learns of others by asking.
  return { message: waitMessage }
})
