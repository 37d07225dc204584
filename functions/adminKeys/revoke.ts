import { adminKeys, viewAdminKey } from '../../shared/admins/key.ts'
import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.adminKeys.revoke, ({ params: { id } }, { transact, clock }) =>
  transact(id, async (tx) => {
    const before = await tx.get(adminKeys, id)
    if (!before) throw new Fault('not_found', `no admin key ${id}`)
    const after = { ...before, revoked_at: before.revoked_at ?? clock.now(), old_secret: null }
    tx.update(adminKeys, id, after)
    return viewAdminKey(after)
  }),
)
