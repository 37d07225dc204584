import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import rotate from '../../keys/rotate.ts'
import { keyOf } from './key.ts'

export default handle(api.execbox.rotateKey, async (call, plane) => {
  const issued = await rotate.run({ ...call, body: { overlap_seconds: 0 } }, plane)
  return { ...keyOf(issued), key: issued.passport_key }
})
