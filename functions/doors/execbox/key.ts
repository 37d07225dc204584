import type * as z from 'zod'
import type { Passport } from '../../../shared/contract/passports.ts'

/** A passport in Execbox's names. */
export function keyOf(passport: z.output<typeof Passport>) {
  const { sessions_per_day_max: daily, sessions_max: atOnce } = passport.limits
  return {
    id: passport.passport_id,
    key_preview: passport.preview,
    is_active: passport.status === 'active',
    name: passport.name,
    ...(passport.description ? { description: passport.description } : {}),
    ...(passport.expires_at ? { expires_at: passport.expires_at } : {}),
    ...(daily === null ? {} : { custom_daily_limit: daily }),
    ...(atOnce === null ? {} : { custom_concurrent_limit: atOnce }),
    ...(passport.last_used_at ? { last_used_at: passport.last_used_at } : {}),
    created_at: passport.created_at,
  }
}

interface Limits {
  readonly custom_daily_limit?: number | null | undefined
  readonly custom_concurrent_limit?: number | null | undefined
}

/** Its limits in our names; what is not said, or null, stays. */
export const keyLimits = ({
  custom_daily_limit: daily,
  custom_concurrent_limit: atOnce,
}: Limits) => ({
  ...(daily ? { sessions_per_day_max: daily } : {}),
  ...(atOnce ? { sessions_max: atOnce } : {}),
})
