import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { ssoDomains } from '../../shared/signins/domains.ts'
import { handle } from '../handle.ts'

export default handle(api.ssoDomains.remove, ({ params: { domain } }, { transact }) =>
  transact(`domain ${domain}`, async (tx) => {
    if (!(await tx.get(ssoDomains, domain))) throw new Fault('not_found', `no domain ${domain}`)
    tx.delete(ssoDomains, domain)
    return { domain }
  }),
)
