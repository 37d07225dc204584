import { api } from '../../shared/contract/index.ts'
import { tierTableId, tierTables } from '../../shared/tiers/tier.ts'
import { handle } from '../handle.ts'

export default handle(api.tiers.set, ({ body }, { transact }) =>
  transact(tierTables.name, async (tx) => {
    await tx.get(tierTables, tierTableId)
    tx.update(tierTables, tierTableId, body)
    return body
  }),
)
