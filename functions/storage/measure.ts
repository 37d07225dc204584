import { api } from '../../shared/contract/index.ts'
import { measure } from '../../shared/storage/measure.ts'
import { viewStorage } from '../../shared/storage/view.ts'
import { handle } from '../handle.ts'

export default handle(api.storage.measure, async ({ params, body }, plane) => {
  const now = plane.clock.now()
  const measurement = { size_bytes: body.size_bytes, at: body.at ?? now }
  const resource = await plane.transact(params.id, (tx) => measure(tx, params.id, measurement, now))
  return viewStorage(plane, resource)
})
