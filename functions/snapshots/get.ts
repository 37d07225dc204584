import { api } from '../../shared/contract/index.ts'
import { findSnapshot } from '../../shared/snapshots/find.ts'
import { viewSnapshot } from '../../shared/snapshots/snapshot.ts'
import { handle } from '../handle.ts'

export default handle(api.snapshots.get, async ({ params, caller }, { db }) =>
  viewSnapshot(await findSnapshot(db, caller.accountId, params.id)),
)
