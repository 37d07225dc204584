import { api } from '../../shared/contract/index.ts'
import { estimate } from '../../shared/estimates/estimate.ts'
import { quoted, situationOf } from '../../shared/estimates/situation.ts'
import { handle } from '../handle.ts'

export default handle(api.estimates.create, async ({ body, caller }, plane) => {
  const situation = await situationOf(plane, caller)
  return quoted(estimate(body, situation), situation, plane.quoteKey)
})
