import { api } from '../../shared/contract/index.ts'
import { answer } from '../../shared/quotas/answer.ts'
import { handle } from '../handle.ts'

export default handle(api.quotas.answer, ({ params, body }, { clock, transact }) =>
  transact(params.id, (tx) =>
    answer(tx, params.id, body.status, { note: body.note, at: clock.now() }),
  ),
)
