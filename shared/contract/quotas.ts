import * as z from 'zod'
import { Page, Timestamp } from './fields.ts'
import { AccountLimits } from './limits.ts'
import { route } from './route.ts'
import { TierName } from './tiers.ts'

export const quotaStatuses = ['pending', 'contacted', 'granted', 'denied'] as const

const Text = z.string().max(1_000)

const Asked = z.object({
  id: z.string(),
  status: z.enum(quotaStatuses),
  email: z.string(),
  name: z.string().nullable(),
  company: z.string().nullable(),
  use_case: z.string().nullable(),
  requested_limits: z.string().nullable(),
  budget: z.string().nullable(),
  created_at: Timestamp,
})

export const QuotaRequest = Asked.extend({
  account_id: z.string().nullable().describe('null where nobody was signed in'),
  note: z.string().nullable().describe('What the administrator wrote beside it'),
  responded_at: Timestamp.nullable(),
})

export const requestQuota = route({
  method: 'POST',
  path: '/v1/quota-requests',
  summary: 'Ask for more than the limits allow, with a passport or without one',
  face: 'public',
  scope: null,
  knowsCaller: true,
  body: z.strictObject({
    email: z.email().max(254).optional().describe('Where to answer; your own unless given'),
    name: z.string().min(1).max(128).optional(),
    company: z.string().max(128).optional(),
    use_case: Text.optional(),
    requested_limits: Text.optional().describe('In your own words'),
    budget: z.string().max(128).optional(),
  }),
  status: 201,
  output: Asked.extend({ message: z.string() }),
  errors: ['too_many_requests', 'invalid_request', 'contention'],
})

export const listQuotaRequests = route({
  method: 'GET',
  path: '/admin/quota-requests',
  summary: 'List quota requests, newest first',
  face: 'admin',
  scope: null,
  query: Page.extend({ status: z.enum(quotaStatuses).optional() }),
  status: 200,
  output: z.object({ quota_requests: z.array(QuotaRequest), next_cursor: z.string().nullable() }),
  errors: [],
})

const params = z.object({ id: z.string().min(1).max(64) })
const Note = z.string().max(1_000)

export const grantQuota = route({
  method: 'POST',
  path: '/admin/quota-requests/{id}/grant',
  summary:
    'Grant a quota request: its account has these limits from then on; again changes nothing',
  face: 'admin',
  scope: null,
  params,
  body: z
    .strictObject({
      account_id: z
        .string()
        .max(64)
        .optional()
        .describe('The account, where nobody was signed in when it was asked for'),
      limits: AccountLimits.partial().optional().describe('Those named are set; the others stay'),
      tier: TierName.optional(),
      note: Note.optional(),
    })
    .refine(({ limits, tier }) => limits !== undefined || tier !== undefined, {
      message: 'say limits, or a tier, or both',
      path: ['limits'],
    }),
  status: 200,
  output: QuotaRequest,
  errors: ['not_found', 'no_such_tier', 'quota_request_closed', 'invalid_request', 'contention'],
})

export const answerQuota = route({
  method: 'PATCH',
  path: '/admin/quota-requests/{id}',
  summary: 'Say that the asker was contacted, or deny a quota request',
  face: 'admin',
  scope: null,
  params,
  body: z.strictObject({ status: z.enum(['contacted', 'denied']), note: Note.optional() }),
  status: 200,
  output: QuotaRequest,
  errors: ['not_found', 'quota_request_closed', 'contention'],
})

const Waiting = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  created_at: Timestamp,
})

export const joinWaitlist = route({
  method: 'POST',
  path: '/v1/waitlist',
  summary: 'Wait to be let in; asking again changes nothing, and is answered alike',
  face: 'public',
  scope: null,
  body: z.strictObject({
    email: z.email().max(254),
    name: z.string().min(1).max(128).optional(),
  }),
  status: 201,
  output: z.object({ message: z.string() }),
  errors: ['too_many_requests', 'contention'],
})

export const listWaitlist = route({
  method: 'GET',
  path: '/admin/waitlist',
  summary: 'List who waits to be let in, newest first',
  face: 'admin',
  scope: null,
  query: Page,
  status: 200,
  output: z.object({ waiting: z.array(Waiting), next_cursor: z.string().nullable() }),
  errors: [],
})
