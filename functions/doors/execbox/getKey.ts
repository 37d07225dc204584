import { api } from '../../../shared/contract/index.ts'
import { handle } from '../../handle.ts'
import get from '../../keys/get.ts'
import { keyOf } from './key.ts'

export default handle(api.execbox.getKey, async (call, plane) =>
  keyOf(await get.run({ ...call }, plane)),
)
