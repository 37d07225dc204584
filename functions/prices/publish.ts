import { api } from '../../shared/contract/index.ts'
import { priceLists } from '../../shared/pricing/list.ts'
import { publishPrices } from '../../shared/pricing/publish.ts'
import { priceVersions } from '../../shared/pricing/store.ts'
import { handle } from '../handle.ts'

export default handle(api.prices.publish, async ({ body }, { db, transact, clock }) => {
  // So that the shipped list is kept among the versions when this is the first to follow it.
  await priceVersions(db, transact)
  return transact(priceLists.name, (tx) => publishPrices(tx, body, clock.now()))
})
