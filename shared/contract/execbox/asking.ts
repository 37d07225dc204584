import * as z from 'zod'
import { Timestamp } from '../fields.ts'
import { route } from '../route.ts'

/** What Execbox lets anybody ask for, in its own names. null is as if a field were not there. */

const schema = { $schema: z.string().optional() }
const Text = z.string().max(1_000).nullish()

export const joinWaitlist = route({
  method: 'POST',
  path: '/execbox/v1/waitlist',
  summary: 'Execbox: wait to be let in; no key comes before the address is proven',
  face: 'public',
  scope: null,
  body: z.strictObject({
    ...schema,
    email: z.email().max(254),
    name: z.string().max(128).nullish(),
  }),
  status: 201,
  output: z.object({
    id: z.string(),
    key: z.null().describe('Keys are for those who have been let in'),
    tier: z.literal('free'),
    message: z.string(),
  }),
  errors: ['too_many_requests', 'contention'],
})

export const requestQuota = route({
  method: 'POST',
  path: '/execbox/v1/quota-requests',
  summary: 'Execbox: ask for more than the limits allow',
  face: 'public',
  scope: null,
  knowsCaller: true,
  body: z.strictObject({
    ...schema,
    email: z.email().max(254),
    name: z.string().max(128).nullish(),
    company: z.string().max(128).nullish(),
    use_case: Text,
    requested_limits: Text,
    budget: z.string().max(128).nullish(),
  }),
  status: 201,
  output: z.object({
    id: z.int().describe('Our id ends with it'),
    status: z.literal('pending'),
    message: z.string(),
    created_at: Timestamp,
  }),
  errors: ['too_many_requests', 'contention'],
})
