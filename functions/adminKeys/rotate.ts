import { adminKeys, liveAdminKey, newAdminKey, viewAdminKey } from '../../shared/admins/key.ts'
import { api } from '../../shared/contract/index.ts'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { handle } from '../handle.ts'

export default handle(api.adminKeys.rotate, async ({ params: { id }, body }, plane) => {
  const at = plane.clock.now()
  const { key, secretHash } = newAdminKey(id)
  const until = plusSeconds(at, body.overlap_seconds)
  return plane.transact(id, async (tx) => {
    const before = await liveAdminKey(tx, id)
    const old = { hash: before.secret_hash, until }
    const after = { ...before, secret_hash: secretHash, old_secret: old, rotated_at: at }
    tx.update(adminKeys, id, after)
    return { ...viewAdminKey(after), key }
  })
})
