import { type Common, connect } from '../api.ts'
import { printFields, printJson } from '../output.ts'

export async function account(flags: Common) {
  const found = await connect(flags).account.get()
  if (flags.json) return printJson(found)
  const { limits, usage, caller } = found
  const perDay = limits.sessions_per_day_max
  printFields({
    account: found.account_id,
    name: found.name,
    tier: found.tier,
    you: `${caller.user_id}, ${caller.role}`,
    sessions: `${usage.sessions_live} of ${limits.sessions_max} at once`,
    today: perDay === null ? `${usage.sessions_today}` : `${usage.sessions_today} of ${perDay}`,
    longest: `${limits.duration_minutes_max} minutes`,
    largest: `${limits.memory_mb_max} MiB`,
  })
}
