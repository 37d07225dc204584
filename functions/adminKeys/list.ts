import { adminKeys, viewAdminKey } from '../../shared/admins/key.ts'
import { api } from '../../shared/contract/index.ts'
import { limits } from '../../shared/platform/limits.ts'
import { handle } from '../handle.ts'

export default handle(api.adminKeys.list, async (_, { db }) => {
  const { docs } = await db
    .collection(adminKeys.name)
    .orderBy('created_at', 'desc')
    .limit(limits.adminKeysMax)
    .get()
  return { keys: docs.map((document) => viewAdminKey(adminKeys.schema.parse(document.data()))) }
})
