import { api } from '../../shared/contract/index.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { metricsOf } from '../../shared/sessions/metrics.ts'
import { handle } from '../handle.ts'

export default handle(api.sessions.metrics, async ({ params, caller }, plane) =>
  metricsOf(plane, await findSession(plane.db, caller.accountId, params.id)),
)
