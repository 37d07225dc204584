import * as z from 'zod'
import { handle } from '../../functions/handle.ts'
import { route } from '../../shared/contract/route.ts'

/** A route like any other, checked and authenticated, that reads nothing beyond the key. */
export default handle(
  route({
    method: 'GET',
    path: '/v1/probes/{id}',
    summary: 'Answer what it is given',
    face: 'public',
    scope: 'sessions:read',
    params: z.object({ id: z.string().min(1).max(128) }),
    status: 200,
    output: z.unknown(),
    errors: [],
  }),
  async () => answer,
)

const answer: unknown = JSON.parse(process.env.BODY ?? '{}')
