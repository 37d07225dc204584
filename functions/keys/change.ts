import { api } from '../../shared/contract/index.ts'
import { change } from '../../shared/passports/change.ts'
import { findManaged, mustBeChangeable } from '../../shared/passports/manage.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(
  api.keys.change,
  async ({ caller, params, body }, { db, clock, transact }) => {
    const found = await findManaged(db, caller, params.id)
    mustBeChangeable(caller, found, body)
    const at = clock.now()
    const { passport, account } = await transact(caller.accountId, (tx) =>
      change(tx, params.id, body),
    )
    return viewPassport(passport, account, at)
  },
)
