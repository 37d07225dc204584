import * as z from 'zod'
import { route } from './route.ts'

export const check = route({
  method: 'GET',
  path: '/health',
  summary: 'Whether the service can reach its database',
  face: 'public',
  scope: null,
  status: 200,
  output: z.object({ status: z.literal('ok'), version: z.string() }),
  errors: ['provider_unavailable'],
})
