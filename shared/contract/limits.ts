import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Money } from './fields.ts'
import { route } from './route.ts'

export const WarningMinutes = z
  .array(z.int().min(1).max(limits.warningMinutesMax))
  .max(limits.warningsMax)
  .describe('How many minutes before an end its `warning` event comes')

/** What a create may say of how its session ends; what it does not say is the template's, within the account's. */
export const limitFields = {
  max_cost: z
    .int()
    .min(1)
    .max(limits.sessionCostMicrosMax)
    .optional()
    .describe(
      'Micro-credits it may cost at the most, 100 credits unless said; it is stopped before it costs more',
    ),
  max_duration_minutes: z
    .int()
    .min(1)
    .max(limits.sessionDurationMinutesMax)
    .optional()
    .describe('How long it may run, however often it is extended; 24 hours unless said'),
  stop_after_expected: z
    .boolean()
    .default(false)
    .describe('Whether it is stopped once `expected_duration_minutes` have passed'),
  idle_minutes: z
    .int()
    .min(0)
    .max(limits.sessionIdleMinutesMax)
    .optional()
    .describe(
      'It is stopped after so long without a command, input or work of the CPU; 0 is never, 30 unless said',
    ),
  stop_grace_seconds: z
    .int()
    .min(0)
    .max(limits.stopGraceSecondsMax)
    .default(limits.stopGraceSeconds)
    .describe('How long its processes have between SIGTERM and SIGKILL'),
  warning_minutes: WarningMinutes.optional(),
} as const

/** The limits in force for a session. */
export const SessionLimits = z.object({
  max_cost: Money.nullable(),
  max_duration_minutes: z.int().describe('Of running, all told'),
  idle_minutes: z.int().describe('0 is never'),
  stop_grace_seconds: z.int(),
  warning_minutes: WarningMinutes,
})

/** The ceilings of an account. What is running when they change keeps the limits it was created with. */
export const AccountLimits = z.strictObject({
  cost_micros_max: z
    .int()
    .min(1)
    .max(limits.sessionCostMicrosMax)
    .describe('Micro-credits one session may cost'),
  duration_minutes_max: z
    .int()
    .min(1)
    .max(limits.sessionDurationMinutesMax)
    .describe('Minutes one session may run'),
  idle_minutes_max: z
    .int()
    .min(1)
    .max(limits.sessionIdleMinutesMax)
    .nullable()
    .describe('Minutes one session may be idle; with null a session may be idle for ever'),
  memory_mb_max: z.int().min(128).max(limits.sessionMemoryMbMax).describe('MiB of one session'),
  sessions_max: z.int().min(0).max(limits.liveSessionsMax).describe('Live sessions at once'),
  sessions_per_day_max: z
    .int()
    .min(0)
    .max(1_000_000)
    .nullable()
    .describe('Sessions created in a day of UTC; null is as many as it likes'),
  requests_per_minute_max: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .describe('Of all its passports together; null is as many as it likes'),
  warning_minutes: WarningMinutes,
  spend_micros_per_day_max: z.int().min(0).max(1e12).nullable().describe('In a day of UTC'),
  spend_micros_per_month_max: z.int().min(0).max(1e12).nullable().describe('In a month of UTC'),
})
export type Ceilings = Readonly<z.output<typeof AccountLimits>>

const params = z.object({ id: z.string().min(1).max(64) })
const output = AccountLimits.extend({ account_id: z.string(), tier: z.string() })

export const getLimits = route({
  method: 'GET',
  path: '/admin/accounts/{id}/limits',
  summary: "Look at an account's ceilings",
  face: 'admin',
  scope: null,
  params,
  status: 200,
  output,
  errors: ['not_found'],
})

export const setLimits = route({
  method: 'PUT',
  path: '/admin/accounts/{id}/limits',
  summary:
    "Set an account's ceilings; what is not said is its tier's, or else the deployment's own",
  face: 'admin',
  scope: null,
  params,
  body: AccountLimits.partial(),
  status: 200,
  output,
  errors: ['not_found', 'contention'],
})
