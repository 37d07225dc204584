import { api } from '../../shared/contract/index.ts'
import { deactivate } from '../../shared/passports/change.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.deactivate, async ({ params }, { clock, transact }) => {
  const at = clock.now()
  const { passport, account } = await transact(params.id, (tx) => deactivate(tx, params.id, at))
  return viewPassport(passport, account, at)
})
