import { api } from '../../shared/contract/index.ts'
import { passports } from '../../shared/passports/passport.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.revoke, async ({ params }, { transact, clock }) =>
  transact(params.id, async (tx) => {
    const passport = await tx.get(passports, params.id)
    if (!passport) throw new Fault('not_found', `no passport ${params.id}`)
    const revokedAt = passport.revoked_at ?? clock.now()
    tx.update(passports, params.id, { ...passport, revoked_at: revokedAt })
    return { passport_id: params.id, revoked_at: revokedAt }
  }),
)
