import { api } from '../../shared/contract/index.ts'
import { revoke } from '../../shared/passports/change.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.revoke, async ({ params }, { clock, transact }) => {
  const at = clock.now()
  const { passport, account } = await transact(params.id, (tx) => revoke(tx, params.id, at))
  return viewPassport(passport, account, at)
})
