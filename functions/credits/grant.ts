import { api } from '../../shared/contract/index.ts'
import { posted } from '../../shared/ledger/posted.ts'
import { grant } from '../../shared/ledger/verbs.ts'
import { handle } from '../handle.ts'
import { entryId } from '../idempotency.ts'

export default handle(api.credits.grant, async ({ params, headers, body }, plane) => {
  const fact = {
    id: entryId('grant', params.id, headers),
    accountId: params.id,
    at: plane.clock.now(),
    note: body.note,
    expiresAt: body.expires_at ?? null,
  }
  return plane.transact(params.id, (tx) => posted(tx, grant(fact, body.micros)))
})
