import { SweepBatch } from '../../shared/contract/topics.ts'
import { sweepBatch } from '../../shared/sessions/sweep.ts'
import { worker } from '../consume.ts'

export default worker(SweepBatch, async (batch, plane) => {
  plane.log.info('batch swept', await sweepBatch(plane, batch))
})
