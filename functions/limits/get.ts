import { accounts } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.limits.get, async ({ params }, plane) => {
  const account = await read(plane.db, accounts, params.id)
  if (!account) throw new Fault('not_found', `no account ${params.id}`)
  return { account_id: params.id, ...account.limits }
})
