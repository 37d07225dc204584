import { accounts } from '../../shared/accounts/account.ts'
import { api } from '../../shared/contract/index.ts'
import { entries } from '../../shared/ledger/entry.ts'
import { post } from '../../shared/ledger/post.ts'
import { grant } from '../../shared/ledger/verbs.ts'
import { balanceOf, onTheWire } from '../../shared/ledger/wire.ts'
import { Fault, invariant } from '../../shared/platform/faults.ts'
import { derivedId, newId } from '../../shared/platform/ids.ts'
import { handle } from '../handle.ts'

export default handle(api.credits.grant, async ({ params, headers, body }, plane) => {
  const key = headers['idempotency-key']
  const fact = {
    id: `grant-${key ? derivedId('command', params.id, key) : newId('command')}`,
    accountId: params.id,
    at: plane.clock.now(),
    note: body.note,
    expiresAt: body.expires_at ?? null,
  }
  return plane.transact(params.id, async (tx) => {
    const account = await tx.get(accounts, params.id)
    if (!account) throw new Fault('not_found', `no account ${params.id}`)
    const after = await post(tx, account, grant(fact, body.micros))
    const posted = await tx.get(entries, fact.id)
    invariant(posted, `${fact.id} was posted and is not there`)
    return { balance: balanceOf(after), entry: onTheWire(posted) }
  })
})
