import * as z from 'zod'
import { Money, Page, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { Session, statuses } from './session.ts'

export const overview = route({
  method: 'GET',
  path: '/admin/overview',
  summary: 'How many there are of everything, what runs, and what the accounts have and spent',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({
    at: Timestamp,
    users: z.int(),
    accounts: z.int(),
    passports: z.int(),
    sessions: z.record(z.string(), z.int()).describe('By status'),
    credits: z.object({ available: Money, held: Money, spent: Money, expired: Money }),
    stored_resources: z.int(),
    warm_boxes: z.int(),
    unsent_messages: z.int(),
    dead_letters: z.int(),
    audit_records: z.int(),
  }),
  errors: [],
})

const Inspected = Session.extend({
  account_id: z.string(),
  passport_id: z.string().nullable().describe('Null where a signed-in member made it'),
  charged: Money.nullable().describe('Its bill, once it is over'),
})

export const listAllSessions = route({
  method: 'GET',
  path: '/admin/sessions',
  summary: 'List sessions of every account, the newest first',
  face: 'admin',
  scope: null,
  query: Page.extend({
    account_id: z.string().min(1).max(64).optional(),
    status: z.enum(statuses).optional(),
  }),
  status: 200,
  output: z.object({ sessions: z.array(Inspected), next_cursor: z.string().nullable() }),
  errors: [],
})

export const inspectSession = route({
  method: 'GET',
  path: '/admin/sessions/{id}',
  summary: 'Look at any session, at what happened to it and at what its backend says now',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  status: 200,
  output: Inspected.extend({
    observed: z.string().describe('The state of its box, by its backend'),
    events: z.array(
      z.object({ type: z.string(), at: Timestamp, data: z.record(z.string(), z.unknown()) }),
    ),
  }),
  errors: ['not_found', 'provider_unavailable'],
})
