import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(api.prices.get, (_, { prices, clock }) => prices(clock.now()))
