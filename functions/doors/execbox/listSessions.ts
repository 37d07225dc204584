import { api } from '../../../shared/contract/index.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { listSessions } from '../../../shared/sessions/store.ts'
import { handle } from '../../handle.ts'
import { viewOf } from './session.ts'

export default handle(api.execbox.listSessions, async ({ query, caller }, { db }) => {
  const window = { limit: limits.listPageSizeMax, after: null }
  const found = await listSessions(db, caller.accountId, {}, window)
  const sessions = found
    .filter((session) => session.passport_id === caller.passportId)
    .map((session) => viewOf(session))
    .filter(({ status }) => !query.status || status === query.status)
  return { sessions }
})
