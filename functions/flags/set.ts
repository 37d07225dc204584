import { api } from '../../shared/contract/index.ts'
import { flagDocuments, flagNames, viewFlag } from '../../shared/flags/flag.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.flags.set, async ({ params, body }, { transact, clock }) => {
  const name = flagNames.find((one) => one === params.name)
  if (!name) {
    const known = flagNames.join(', ')
    throw new Fault('not_found', `no switch ${params.name}; there are ${known}`)
  }
  const flag = { ...body, name, changed_at: clock.now() }
  return transact(`flag ${name}`, async (tx) => {
    await tx.get(flagDocuments, name)
    tx.update(flagDocuments, name, flag)
    return viewFlag(name, flag)
  })
})
