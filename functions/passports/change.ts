import { api } from '../../shared/contract/index.ts'
import { change } from '../../shared/passports/change.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.change, async ({ params, body }, { clock, transact }) => {
  const at = clock.now()
  const { passport, account } = await transact(params.id, (tx) => change(tx, params.id, body))
  return viewPassport(passport, account, at)
})
