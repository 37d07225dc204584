import { api } from '../../../shared/contract/index.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { handle } from '../../handle.ts'
import change from '../../keys/change.ts'
import { keyLimits, keyOf } from './key.ts'

export default handle(api.execbox.changeKey, async (call, plane) => {
  const { $schema: _, name, description, expires_at: expiresAt, ...limits } = call.body
  const bounds = keyLimits(limits)
  const body = {
    ...(name ? { name } : {}),
    ...(description ? { description } : {}),
    ...(expiresAt ? { expires_at: expiresAt } : {}),
    ...(Object.keys(bounds).length > 0 ? { limits: bounds } : {}),
  }
  if (Object.keys(body).length === 0) {
    throw new Fault('malformed_request', 'say what to change: name, description, or a limit')
  }
  return keyOf(await change.run({ ...call, body }, plane))
})
