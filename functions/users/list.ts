import { api } from '../../shared/contract/index.ts'
import { listUsers } from '../../shared/users/store.ts'
import { viewUser } from '../../shared/users/view.ts'
import { handle } from '../handle.ts'
import { paged } from '../paging.ts'

export default handle(api.users.list, async ({ query }, { db }) => {
  const { page, next_cursor } = await paged(query, (slice) =>
    listUsers(db, { email: query.email }, slice),
  )
  return { users: page.map(viewUser), next_cursor }
})
