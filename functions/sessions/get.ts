import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { view } from '../../shared/sessions/view.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.get, async ({ params, caller }, plane) =>
  view(await findSession(plane.db, caller.accountId, params.id), plane.publicUrl),
)
