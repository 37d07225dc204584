import * as z from 'zod'
import { Timestamp } from '../fields.ts'
import { route } from '../route.ts'

/** Execbox's account, usage, limits and keys, in its own names; figures are of the account, as its keys share them. */

const usage = {
  sessions_today: z.int(),
  active_sessions: z.int(),
  quota_used: z.int(),
  quota_remaining: z.int().describe('-1 is as many as one likes'),
  tier: z.string(),
  concurrent_limit: z.int(),
  daily_limit: z.int().describe('-1 is as many as one likes'),
  max_duration_seconds: z.int(),
  max_memory_mb: z.int(),
} as const

const Day = z.object({
  date: z.iso.date(),
  executions: z.int(),
  duration_ms: z.int(),
  cost_cents: z.int(),
  errors: z.int(),
})

const days = (max: number, usual: number) => z.coerce.number().int().min(1).max(max).default(usual)

export const getAccount = route({
  method: 'GET',
  path: '/execbox/v1/account',
  summary: 'Execbox: the account of the calling key',
  face: 'public',
  scope: 'account:read',
  status: 200,
  output: z.object({
    tier: z.string(),
    email: z.string().optional(),
    api_key_id: z.string(),
    api_key_preview: z.string(),
    created_at: Timestamp,
  }),
  errors: [],
})

export const getUsage = route({
  method: 'GET',
  path: '/execbox/v1/account/usage',
  summary: 'Execbox: what was used today, and what may be',
  face: 'public',
  scope: 'account:read',
  status: 200,
  output: z.object(usage),
  errors: [],
})

export const getEnhancedUsage = route({
  method: 'GET',
  path: '/execbox/v1/account/usage/enhanced',
  summary: 'Execbox: the same, by hour and day',
  face: 'public',
  scope: 'account:read',
  query: z.object({ days: days(90, 7) }),
  status: 200,
  output: z.object({
    ...usage,
    account_id: z.string(),
    hourly_usage: z.array(
      z.object({
        hour: Timestamp,
        executions: z.int(),
        cost_cents: z.int(),
        errors: z.int(),
      }),
    ),
    daily_history: z.array(Day),
    cost_estimate_cents: z.int(),
    monthly_cost_limit_cents: z.int().optional(),
    alert_threshold: z.int(),
  }),
  errors: ['too_many_rows'],
})

export const exportUsage = route({
  method: 'GET',
  path: '/execbox/v1/account/usage/export',
  summary: 'Execbox: usage by day, as JSON or CSV',
  face: 'public',
  scope: 'account:read',
  isRaw: true,
  query: z.object({ days: days(365, 30), format: z.enum(['json', 'csv']).default('json') }),
  status: 200,
  output: z.array(Day),
  errors: ['too_many_rows'],
})

const Limits = z.object({
  daily_requests_limit: z.int().describe('Sessions a day; -1 is as many as one likes'),
  concurrent_requests_limit: z.int(),
  monthly_cost_limit_cents: z.int().optional(),
  alert_threshold: z.int(),
  timezone: z.string(),
})

export const getLimits = route({
  method: 'GET',
  path: '/execbox/v1/account/limits',
  summary: 'Execbox: the limits in force',
  face: 'public',
  scope: 'account:read',
  status: 200,
  output: Limits,
  errors: [],
})

export const setLimits = route({
  method: 'PUT',
  path: '/execbox/v1/account/limits',
  summary: 'Execbox: lower the limits of one’s own account; raising them is asked for',
  face: 'public',
  scope: 'account:write',
  body: z.strictObject({
    $schema: z.string().optional(),
    daily_requests_limit: z.int().min(0).max(1_000_000).nullish(),
    concurrent_requests_limit: z.int().min(0).max(1_000).nullish(),
    monthly_cost_limit_cents: z.int().min(0).max(10_000_000).nullish(),
    alert_threshold: z.int().min(1).max(100).nullish(),
    timezone: z.string().max(64).nullish(),
    billing_email: z.email().nullish(),
  }),
  status: 200,
  output: Limits,
  errors: ['above_account_limit', 'unsupported', 'contention'],
})

const Key = z.object({
  id: z.string(),
  key_preview: z.string(),
  is_active: z.boolean(),
  name: z.string().optional(),
  description: z.string().optional(),
  expires_at: Timestamp.optional(),
  custom_daily_limit: z.int().optional(),
  custom_concurrent_limit: z.int().optional(),
  last_used_at: Timestamp.optional(),
  created_at: Timestamp,
})
const KeyWithSecret = Key.extend({ key: z.string().describe('Shown this once') })

const fields = {
  $schema: z.string().optional(),
  name: z.string().min(1).max(100),
  description: z.string().max(500).nullish(),
  expires_at: Timestamp.nullish(),
  custom_daily_limit: z.int().min(1).max(1_000_000).nullish(),
  custom_concurrent_limit: z.int().min(1).max(1_000).nullish(),
} as const

const params = z.object({ id: z.string().min(1).max(64) })

export const listKeys = route({
  method: 'GET',
  path: '/execbox/v1/account/keys',
  summary: 'Execbox: the calling key and those made from it, the oldest first',
  face: 'public',
  scope: 'keys:read',
  status: 200,
  output: z.object({ keys: z.array(Key) }),
  errors: [],
})

export const createKey = route({
  method: 'POST',
  path: '/execbox/v1/account/keys',
  summary: 'Execbox: make a key from the calling one',
  face: 'public',
  scope: 'keys:write',
  body: z.strictObject(fields),
  status: 201,
  output: KeyWithSecret,
  errors: ['above_parent', 'too_many_passports', 'contention'],
})

export const getKey = route({
  method: 'GET',
  path: '/execbox/v1/account/keys/{id}',
  summary: 'Execbox: look at a key',
  face: 'public',
  scope: 'keys:read',
  params,
  status: 200,
  output: Key,
  errors: ['not_found'],
})

export const changeKey = route({
  method: 'PUT',
  path: '/execbox/v1/account/keys/{id}',
  summary: 'Execbox: change a key; what is not said stays',
  face: 'public',
  scope: 'keys:write',
  params,
  body: z.strictObject(fields).partial(),
  status: 200,
  output: Key,
  errors: ['malformed_request', 'not_found', 'not_allowed', 'above_parent', 'contention'],
})

export const deleteKey = route({
  method: 'DELETE',
  path: '/execbox/v1/account/keys/{id}',
  summary: 'Execbox: deactivate a key that was made from another; again changes nothing',
  face: 'public',
  scope: 'keys:write',
  isRaw: true,
  params,
  status: 200,
  output: z.undefined(),
  errors: ['malformed_request', 'not_found', 'contention'],
})

export const rotateKey = route({
  method: 'POST',
  path: '/execbox/v1/account/keys/{id}/rotate',
  summary: 'Execbox: give a key a new secret; the old one is good no more',
  face: 'public',
  scope: 'keys:write',
  params,
  status: 200,
  output: KeyWithSecret,
  errors: ['not_found', 'not_allowed', 'contention'],
})
