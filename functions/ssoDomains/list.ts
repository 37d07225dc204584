import { api } from '../../shared/contract/index.ts'
import { listSsoDomains } from '../../shared/signins/domains.ts'
import { handle } from '../handle.ts'

export default handle(api.ssoDomains.list, async (_, { db }) => ({
  sso_domains: [...(await listSsoDomains(db))],
}))
