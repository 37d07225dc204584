import { findAccount } from '../../shared/accounts/find.ts'
import { api } from '../../shared/contract/index.ts'
import { ssoDomains } from '../../shared/signins/domains.ts'
import { handle } from '../handle.ts'

export default handle(api.ssoDomains.set, ({ params: { domain }, body }, { transact, clock }) =>
  transact(body.account_id, async (tx) => {
    await findAccount(tx, body.account_id)
    const before = await tx.get(ssoDomains, domain)
    const after = { domain, ...body, created_at: before?.created_at ?? clock.now() }
    tx.update(ssoDomains, domain, after)
    return after
  }),
)
