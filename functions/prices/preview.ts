import { api } from '../../shared/contract/index.ts'
import { previewPrices } from '../../shared/pricing/preview.ts'
import { handle } from '../handle.ts'

export default handle(api.prices.preview, ({ body }, { db, clock }) =>
  previewPrices(db, body, clock.now()),
)
