import { api } from '../../shared/contract/index.ts'
import { rotate } from '../../shared/passports/change.ts'
import { findManaged, mustCover } from '../../shared/passports/manage.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { handle } from '../handle.ts'

export default handle(
  api.keys.rotate,
  async ({ caller, params, body }, { db, clock, transact }) => {
    const found = await findManaged(db, caller, params.id)
    mustCover(caller, found)
    const at = clock.now()
    const { passport, account, key } = await transact(caller.accountId, (tx) =>
      rotate(tx, params.id, { at, overlapSeconds: body.overlap_seconds }),
    )
    return { ...viewPassport(passport, account, at), passport_key: key }
  },
)
