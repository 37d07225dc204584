import type * as z from 'zod'
import type { receipt as route } from '../contract/billing.ts'
import { money } from '../contract/money.ts'
import { invariant } from '../platform/faults.ts'
import type { Session } from '../sessions/session.ts'
import { isOver } from '../sessions/states.ts'
import type { Entry } from './entry.ts'
import { into } from './sums.ts'
import { onTheWire } from './wire.ts'

/** What a session cost, summed from its entries; of one that is over, equal to the bill it was closed with. */
export function receiptOf(
  session: Session,
  posted: readonly Entry[],
): z.output<typeof route.output> {
  const refunded = into('available', posted, ['refund'])
  const charged = into('spent', posted) + refunded
  const { bill } = session
  invariant(!bill || bill.charged === charged, `${session.id} was billed other than its entries`)
  const seconds = bill?.seconds ?? 0
  return {
    session_id: session.id,
    name: session.name,
    status: session.status,
    reason: session.reason,
    is_final: isOver(session.status),
    started_at: session.started_at,
    ended_at: session.ended_at,
    billed_seconds: seconds,
    hours: (seconds / 3_600).toFixed(4),
    rate_per_hour: money(session.rate_micros_per_hour),
    start_fee: money(session.start_fee_micros),
    price_version: session.price_version,
    held: money(into('held', posted, ['hold', 'extend_hold'])),
    charged: money(charged),
    released: money(into('available', posted, ['release'])),
    refunded: money(refunded),
    entries: posted.map(onTheWire),
  }
}
