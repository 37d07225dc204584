import type * as z from 'zod'
import type { Ceilings } from '../contract/limits.ts'
import type { SettledSession, templates } from '../contract/session.ts'
import type { Micros } from '../ledger/entry.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'

type Wish = Pick<
  z.output<typeof SettledSession>,
  | 'template'
  | 'resources'
  | 'max_cost'
  | 'max_duration_minutes'
  | 'stop_after_expected'
  | 'expected_duration_minutes'
  | 'idle_minutes'
  | 'stop_grace_seconds'
  | 'warning_minutes'
>

/** What holds for a template's sessions where neither the request nor the account says less. */
const ofTemplates: Readonly<Record<(typeof templates)[number], Defaults>> = {
  base: ordinary(),
  python: ordinary(),
  nodejs: ordinary(),
  go: ordinary(),
}

interface Defaults {
  readonly maxCost: Micros
  readonly maxDurationMinutes: number
  readonly idleMinutes: number
}

function ordinary(): Defaults {
  return {
    maxCost: limits.sessionCostMicrosMax,
    maxDurationMinutes: limits.sessionDurationMinutesMax,
    idleMinutes: limits.sessionIdleMinutesDefault,
  }
}

/**
 * The limits of a session: what was asked for, or else its template's, or else less where the account allows less.
 * What was asked for and is above the account's ceiling is refused (`above_account_limit`).
 */
export function limitsOf(wish: Wish, ceilings: Ceilings) {
  const template = ofTemplates[wish.template]
  const { memory_mb: memoryMb } = wish.resources
  if (memoryMb > ceilings.memory_mb_max) {
    throw aboveAccount('resources.memory_mb', memoryMb, ceilings.memory_mb_max)
  }
  return {
    max_cost_micros: within('max_cost', wish.max_cost, ceilings.cost_micros_max, template.maxCost),
    max_duration_minutes: expected(
      wish,
      within(
        'max_duration_minutes',
        wish.max_duration_minutes,
        ceilings.duration_minutes_max,
        template.maxDurationMinutes,
      ),
    ),
    idle_minutes: idleWithin(wish.idle_minutes, ceilings.idle_minutes_max, template.idleMinutes),
    stop_grace_seconds: wish.stop_grace_seconds,
    warning_minutes: [...(wish.warning_minutes ?? ceilings.warning_minutes)],
  }
}

/** With `stop_after_expected` the expected end is the end. */
const expected = (wish: Wish, minutes: number) =>
  wish.stop_after_expected ? Math.min(minutes, wish.expected_duration_minutes ?? minutes) : minutes

function within(field: string, asked: number | undefined, ceiling: number, template: number) {
  if (asked === undefined) return Math.min(template, ceiling)
  if (asked <= ceiling) return asked
  throw aboveAccount(field, asked, ceiling)
}

/** 0 is never, which is longer than any ceiling. */
function idleWithin(asked: number | undefined, ceiling: number | null, template: number) {
  if (ceiling === null) return asked ?? template
  if (asked === 0) throw aboveAccount('idle_minutes', asked, ceiling)
  return within('idle_minutes', asked, ceiling, template)
}

function aboveAccount(field: string, asked: number, ceiling: number) {
  const message = `this account allows ${ceiling} at the most`
  return new Fault('above_account_limit', `body.${field}: ${message}`, {
    flaws: [{ location: `body.${field}`, message }],
    facts: { limit: field, asked, ceiling },
  })
}
