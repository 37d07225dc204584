import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { newKey } from '../../shared/passports/key.ts'
import { type Passport, passports } from '../../shared/passports/passport.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { newId } from '../../shared/platform/ids.ts'
import { users } from '../../shared/users/user.ts'
import { handle } from '../handle.ts'

export default handle(api.passports.create, async ({ body }, plane) => {
  const user = await read(plane.db, users, body.user_id)
  if (!user) throw new Fault('not_found', `no user ${body.user_id}`)
  const id = newId('passport')
  const { key, secretHash } = newKey(id)
  const passport: Passport = {
    id,
    account_id: user.account_id,
    user_id: user.id,
    name: body.name,
    secret_hash: secretHash,
    scopes: body.scopes,
    created_at: plane.clock.now(),
    expires_at: body.expires_at ?? null,
    revoked_at: null,
  }
  await plane.transact(id, (tx) => tx.create(passports, id, passport))
  const { secret_hash: _, id: passportId, revoked_at: __, ...shown } = passport
  return { ...shown, passport_id: passportId, passport_key: key }
})
