import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Money, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { CreateSession, providers, reasons, SessionId, statuses, templates } from './session.ts'

/** Where the figures of an estimate are from, the best there is. */
export const bases = ['template', 'account', 'stated', 'limits'] as const

/** The body of a create, before anything is created. */
export const Prospect = CreateSession.omit({ quote: true }).extend({
  template: z.enum(templates).default('base'),
  ttl_minutes: z
    .int()
    .min(1)
    .max(limits.sessionTtlMinutesMax)
    .optional()
    .describe('As long as `duration_minutes`, and an hour at least, unless it is said'),
  duration_minutes: z
    .int()
    .min(1)
    .max(limits.sessionTtlMinutesMax)
    .optional()
    .describe('How long it is going to run, if that is known'),
})

const Outlook = Money.extend({ seconds: z.int() })

const Recommendation = z.object({
  kind: z.enum(['provider', 'shorter_ttl']),
  detail: z.string(),
  change: z.record(z.string(), z.unknown()).describe('Fields of the create body, as they would be'),
  saving: Money,
  saving_of: z
    .enum(['expected', 'worst_case'])
    .describe('Of what it is expected to cost, or of what it costs when it is forgotten'),
})

export const Estimate = z.object({
  provider: z.enum(providers),
  low: Outlook,
  expected: Outlook,
  high: Outlook,
  confidence: z.number().min(0).max(1).describe('Grows with the number of past sessions'),
  basis: z.object({ kind: z.enum(bases), sessions: z.int(), detail: z.string() }),
  items: z
    .array(
      Money.extend({
        item: z.enum(['cpu', 'memory', 'machine', 'gpu', 'start_fee']),
        quantity: z.string(),
        unit: z.string(),
        unit_nanos: z.int().describe('Nano-credits a unit, as the price list has it'),
      }),
    )
    .describe('Of what is expected; they sum to it'),
  rate_per_hour: Money,
  start_fee: Money,
  price_version: z.string(),
  ceiling: Money.describe('What it can cost at the most, by its time to live and `max_cost`'),
  first_hold: Money.describe('What must be available to start it'),
  balance: Money,
  balance_after: Money.describe('Below zero: the credits do not reach that far'),
  hours_balance_lasts: z
    .string()
    .nullable()
    .describe('With nothing else running; null when it costs nothing an hour'),
  quote: z.object({
    token: z.string().describe('Send it as `quote` with the create'),
    expires_at: Timestamp,
  }),
  recommendations: z.array(Recommendation),
})

export const create = route({
  method: 'POST',
  trail: 'none',
  path: '/v1/estimates',
  summary: 'Say what a session will cost before it is created, with a quote that fixes its price',
  face: 'public',
  scope: 'billing:read',
  body: Prospect,
  status: 200,
  output: Estimate,
  errors: ['unsupported'],
})

export const compare = route({
  method: 'POST',
  trail: 'none',
  path: '/v1/estimates/compare',
  summary: 'Estimate several sessions side by side',
  face: 'public',
  scope: 'billing:read',
  body: z.strictObject({
    configurations: z.array(Prospect).min(2).max(limits.estimatesComparedMax),
  }),
  status: 200,
  output: z.object({
    cheapest: z.int().describe('Which of them is expected to cost least, counted from 0'),
    estimates: z.array(
      Estimate.extend({
        is_cheapest: z.boolean(),
        more_than_cheapest: Money,
      }),
    ),
  }),
  errors: ['unsupported'],
})

const SecondsLeft = z.int().min(0).nullable()

export const cost = route({
  method: 'GET',
  path: '/v1/sessions/{id}/cost',
  summary: 'What a session costs as of this second, and how long it can go on',
  face: 'public',
  scope: 'billing:read',
  params: SessionId,
  status: 200,
  output: z.object({
    session_id: z.string(),
    status: z.enum(statuses),
    reason: z.enum(reasons).nullable(),
    at: Timestamp,
    is_final: z.boolean(),
    seconds: z.int().describe('Begun seconds count'),
    cost: Money.describe('Settled and not yet settled'),
    settled: Money,
    held: Money,
    burn_per_hour: Money.describe('Zero while it does not run'),
    rate_per_hour: Money,
    start_fee: Money,
    price_version: z.string(),
    max_cost: Money.nullable(),
    lease_ends_at: Timestamp.nullable(),
    expires_at: Timestamp,
    seconds_left: z.object({
      lease: SecondsLeft.describe('Paid for already'),
      ttl: SecondsLeft,
      max_cost: SecondsLeft,
      credits: SecondsLeft.describe('With everything that runs now going on'),
    }),
  }),
  errors: ['not_found', 'name_ambiguous'],
})
