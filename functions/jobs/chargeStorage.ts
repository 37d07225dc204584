import { measureBuckets } from '../../shared/storage/measureBuckets.ts'
import { chargeDueStorage } from '../../shared/storage/run.ts'
import { job } from '../tick.ts'

export default job(async (plane) => ({
  ...(await measureBuckets(plane)),
  ...(await chargeDueStorage(plane)),
}))
