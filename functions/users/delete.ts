import { api } from '../../shared/contract/index.ts'
import { belongingsOf, deleteUser } from '../../shared/users/delete.ts'
import { handle } from '../handle.ts'

export default handle(api.users.delete, async ({ params }, { db, transact }) => {
  const belongings = await belongingsOf(db, params.id)
  await transact(params.id, (tx) => deleteUser(tx, params.id, belongings))
  return { user_id: params.id, deleted: true as const }
})
