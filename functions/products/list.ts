import { api } from '../../shared/contract/index.ts'
import { money } from '../../shared/contract/money.ts'
import { products } from '../../shared/purchases/products.ts'
import { handle } from '../handle.ts'

export default handle(api.products.list, async () => ({
  products: products.map(({ micros, ...product }) => ({ ...product, credits: money(micros) })),
}))
