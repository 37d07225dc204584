import { api } from '../../shared/contract/index.ts'
import { makeBucket } from '../../shared/storage/makeBucket.ts'
import { handle } from '../handle.ts'
import { asItStands } from './asItStands.ts'

export default handle(api.storage.createBucket, async ({ body, headers, caller }, plane) =>
  asItStands(plane, await makeBucket(plane, caller, body, headers['idempotency-key'])),
)
