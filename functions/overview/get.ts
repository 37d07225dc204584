import { api } from '../../shared/contract/index.ts'
import { overview } from '../../shared/overview/overview.ts'
import { handle } from '../handle.ts'

export default handle(api.overview.get, async (_, { db, clock }) => ({
  at: clock.now(),
  ...(await overview(db)),
}))
