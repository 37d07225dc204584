import { api } from '../../shared/contract/index.ts'
import { inForce } from '../../shared/pricing/list.ts'
import { shipped } from '../../shared/pricing/shipped.ts'
import { priceVersions } from '../../shared/pricing/store.ts'
import { handle } from '../handle.ts'

export default handle(api.prices.list, async (_, { db, transact, clock }) => {
  const versions = await priceVersions(db, transact)
  const { version } = inForce(versions, clock.now()) ?? shipped
  return { in_force: version, price_lists: [...versions] }
})
