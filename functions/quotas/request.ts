import { api } from '../../shared/contract/index.ts'
import { newId } from '../../shared/platform/ids.ts'
import { askForMore, quotaMessage } from '../../shared/quotas/ask.ts'
import { handle } from '../handle.ts'

export default handle(api.quotas.request, async ({ body, caller }, plane) => ({
  ...(await askForMore(plane, newId('quotaRequest'), body, caller)),
  message: quotaMessage,
}))
