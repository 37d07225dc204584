import { display } from '../contract/money.ts'
import type { Micros } from '../ledger/entry.ts'
import { Fault } from '../platform/faults.ts'
import { costOf, type Rate, secondsFor } from './rate.ts'

/** How many seconds a ceiling pays for. One that does not pay for the first is refused. */
export function secondsWithin(costMicrosMax: Micros, { microsPerHour, startFeeMicros }: Rate) {
  const seconds = secondsFor(costMicrosMax, microsPerHour, startFeeMicros)
  if (seconds > 0) return seconds
  const least = costOf(1, microsPerHour, startFeeMicros)
  const message = `the first second costs ${display(least)} credits: at least ${least}`
  throw new Fault('invalid_request', `body.max_cost: ${message}`, {
    flaws: [{ location: 'body.max_cost', message }],
  })
}
