import { api } from '../../shared/contract/index.ts'
import { viewProviders } from '../../shared/providers/view.ts'
import { handle } from '../handle.ts'

export default handle(api.providers.list, async (_, { placement, prices, clock }) => ({
  providers: viewProviders(placement, await prices(clock.now())),
}))
