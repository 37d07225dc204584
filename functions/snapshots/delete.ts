import { removeSoon } from '../../shared/archives/remove.ts'
import { api } from '../../shared/contract/index.ts'
import { findSnapshot } from '../../shared/snapshots/find.ts'
import { removeSnapshot } from '../../shared/snapshots/remove.ts'
import { viewSnapshot } from '../../shared/snapshots/snapshot.ts'
import { handle } from '../handle.ts'

export default handle(api.snapshots.delete, async ({ params, caller }, plane) => {
  const { id } = await findSnapshot(plane.db, caller.accountId, params.id)
  const at = plane.clock.now()
  const removed = await plane.transact(caller.accountId, (tx) => removeSnapshot(tx, id, at))
  await removeSoon(plane, removed.archive_id)
  return viewSnapshot(removed)
})
