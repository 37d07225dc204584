import { api } from '../../shared/contract/index.ts'
import { issueFor } from '../../shared/passports/issueFor.ts'
import { viewPassport } from '../../shared/passports/view.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { handle } from '../handle.ts'

export default handle(api.keys.create, async ({ caller, body }, { db, clock, transact }) => {
  const { user_id, session_id, scopes, expires_at, ...rest } = body
  const session = session_id ? await findSession(db, caller.accountId, session_id) : null
  const at = clock.now()
  const wish = {
    ...rest,
    account_id: caller.accountId,
    user_id: user_id ?? caller.userId,
    parentId: caller.passportId,
    session_id: session?.id ?? null,
    scopes: scopes ?? [...caller.scopes],
    expires_at: expires_at ?? null,
  }
  const { passport, account, key } = await transact(caller.accountId, (tx) =>
    issueFor(tx, caller, wish, at),
  )
  return { ...viewPassport(passport, account, at), passport_key: key }
})
