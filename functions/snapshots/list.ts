import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { viewSnapshot } from '../../shared/snapshots/snapshot.ts'
import { snapshotsOf } from '../../shared/snapshots/store.ts'
import { handle } from '../handle.ts'

export default handle(api.snapshots.list, async ({ params, caller }, { db }) => {
  const session = await findSession(db, caller.accountId, params.id)
  return { snapshots: (await snapshotsOf(db, session.id)).map(viewSnapshot) }
})
