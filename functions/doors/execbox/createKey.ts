import { api } from '../../../shared/contract/index.ts'
import { createKey } from '../../../shared/contract/passports.ts'
import { handle } from '../../handle.ts'
import create from '../../keys/create.ts'
import { keyLimits, keyOf } from './key.ts'

export default handle(api.execbox.createKey, async (call, plane) => {
  const { name, description, expires_at: expiresAt, ...limits } = call.body
  const body = createKey.body.parse({
    ...{ name, format: 'sk', limits: keyLimits(limits) },
    ...(description ? { description } : {}),
    ...(expiresAt ? { expires_at: expiresAt } : {}),
  })
  const issued = await create.run({ ...call, body }, plane)
  return { ...keyOf(issued), key: issued.passport_key }
})
