import { api } from '../../shared/contract/index.ts'
import { posted } from '../../shared/ledger/posted.ts'
import { adjust } from '../../shared/ledger/verbs.ts'
import { handle } from '../handle.ts'
import { entryId } from '../idempotency.ts'

export default handle(api.adjustments.create, async ({ params, headers, body }, plane) => {
  const fact = {
    id: entryId('adjust', params.id, headers),
    accountId: params.id,
    at: plane.clock.now(),
    note: body.reason,
  }
  return plane.transact(params.id, (tx) => posted(tx, adjust(fact, body.micros)))
})
