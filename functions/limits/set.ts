import { accounts } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.limits.set, ({ params, body }, plane) =>
  plane.transact(params.id, async (tx) => {
    const account = await tx.get(accounts, params.id)
    if (!account) throw new Fault('not_found', `no account ${params.id}`)
    tx.update(accounts, params.id, { ...account, limits: body })
    return { account_id: params.id, ...body }
  }),
)
