import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Timestamp } from './fields.ts'
import { route } from './route.ts'
import { SessionId } from './session.ts'

export const Port = z.coerce.number().int().min(1).max(65_535)

export const portUrl = route({
  method: 'GET',
  path: '/v1/sessions/{id}/url',
  summary: 'Get an address for what listens on a port of a session',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  query: z.object({
    port: Port.describe('Where a server in the session listens, or will'),
    expires_in_seconds: z.coerce
      .number()
      .int()
      .min(1)
      .max(limits.portUrlSecondsMax)
      .default(limits.portUrlSecondsDefault),
  }),
  status: 200,
  output: z.object({
    session_id: z.string(),
    port: z.int(),
    url: z.string().describe('Whoever has it gets in, until it expires: HTTP and WebSocket'),
    path: z.string().describe('The same on this server, for those who cannot look up the name'),
    expires_at: Timestamp,
  }),
  errors: ['not_found', 'name_ambiguous'],
})
