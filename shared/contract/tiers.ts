import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { AccountLimits } from './limits.ts'
import { route } from './route.ts'

export const TierName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'use a-z, 0-9, _ and -, and begin with a letter')

/** What a tier allows. What it does not say is the deployment's own. */
const Tier = AccountLimits.omit({
  spend_micros_per_day_max: true,
  spend_micros_per_month_max: true,
}).partial()

export const Tiers = z
  .record(TierName, Tier)
  .refine((tiers) => Object.keys(tiers).length <= limits.tiersMax, {
    message: `at most ${limits.tiersMax} tiers`,
  })

const output = z.object({ tiers: Tiers })

export const getTiers = route({
  method: 'GET',
  path: '/admin/tiers',
  summary: 'Look at what each tier allows',
  face: 'admin',
  scope: null,
  status: 200,
  output,
  errors: [],
})

export const setTiers = route({
  method: 'PUT',
  path: '/admin/tiers',
  summary: 'Set what the tiers allow; it holds for new sessions everywhere within ten seconds',
  face: 'admin',
  scope: null,
  body: z.strictObject({ tiers: Tiers }),
  status: 200,
  output,
  errors: ['contention'],
})
