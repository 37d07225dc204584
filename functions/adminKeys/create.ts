import { adminKeys, newAdminKey, viewAdminKey } from '../../shared/admins/key.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.adminKeys.create, async ({ body }, { transact, clock }) => {
  const { id, key, secretHash } = newAdminKey()
  const made = {
    ...{ id, name: body.name, secret_hash: secretHash, old_secret: null },
    ...{ created_at: clock.now(), rotated_at: null, revoked_at: null },
  }
  await transact(id, (tx) => tx.create(adminKeys, id, made))
  return { ...viewAdminKey(made), key }
})
