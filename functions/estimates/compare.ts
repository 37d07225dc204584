import { api } from '../../shared/contract/index.ts'
import { compared } from '../../shared/estimates/compare.ts'
import { estimate } from '../../shared/estimates/estimate.ts'
import { quoted, situationOf } from '../../shared/estimates/situation.ts'
import { handle } from '../handle.ts'

export default handle(api.estimates.compare, async ({ body, caller }, plane) => {
  const situation = await situationOf(plane, caller)
  const estimates = body.configurations.map((prospect) => estimate(prospect, situation))
  return compared(await Promise.all(estimates.map((it) => quoted(it, situation, plane.quoteKey))))
})
