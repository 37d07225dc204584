import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Timestamp } from './fields.ts'
import { route } from './route.ts'
import { SessionId } from './session.ts'

export const createTicket = route({
  method: 'POST',
  trail: 'use',
  path: '/v1/sessions/{id}/tickets',
  summary: 'Get a ticket for one connection to a terminal, for those who cannot send a header',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  body: z.strictObject({
    expires_in_seconds: z
      .int()
      .min(1)
      .max(limits.ticketSecondsMax)
      .default(limits.ticketSecondsMax),
  }),
  status: 201,
  output: z.object({
    ticket: z.string().describe('Good once'),
    session_id: z.string(),
    expires_at: Timestamp,
    websocket: z.string().describe('Where to use it: as it stands, or as a subprotocol'),
    terminal: z.string().describe('The web terminal of the session'),
  }),
  errors: ['not_found', 'name_ambiguous'],
})
