import { api } from '../../shared/contract/index.ts'
import { readTiers } from '../../shared/tiers/store.ts'
import { handle } from '../handle.ts'

export default handle(api.tiers.get, async (_, { db }) => ({ tiers: await readTiers(db) }))
