import type { purchaseStatuses } from '../contract/purchases.ts'
import { chargedBackCents, disputedCents } from './due.ts'
import type { Purchase } from './purchase.ts'

export type Status = (typeof purchaseStatuses)[number]

export type Event =
  | 'paid'
  | 'confirmed'
  | 'failed'
  | 'expired'
  | 'cancelled'
  | 'refunded_in_part'
  | 'refunded'
  | 'disputed'
  | 'charged_back'

/** Money that came after all is taken, whatever was thought of it before; a person confirms only what waits. */
const next: Record<Status, Partial<Record<Event, Status>>> = {
  pending: {
    paid: 'paid',
    confirmed: 'paid',
    failed: 'failed',
    expired: 'expired',
    cancelled: 'cancelled',
  },
  failed: { paid: 'paid' },
  expired: { paid: 'paid' },
  cancelled: { paid: 'paid' },
  paid: {
    refunded_in_part: 'partly_refunded',
    refunded: 'refunded',
    disputed: 'disputed',
    charged_back: 'charged_back',
  },
  partly_refunded: { disputed: 'disputed', charged_back: 'charged_back' },
  refunded: { disputed: 'disputed', charged_back: 'charged_back' },
  disputed: {},
  charged_back: {},
}

/** What does not apply changes nothing. */
export const step = (status: Status, event: Event): Status => next[status][event] ?? status

/** Where a purchase stands: its facts told in the order of their nature, not of their arrival. */
export const statusOf = (purchase: Purchase): Status => eventsOf(purchase).reduce(step, 'pending')

function eventsOf(purchase: Purchase): Event[] {
  const { ended, paid_at: paidAt, refunded_cents: refunded, price } = purchase
  return [
    ...(ended ? [ended] : []),
    ...(paidAt ? (['paid'] as const) : []),
    ...(refunded >= price.cents ? (['refunded'] as const) : []),
    ...(refunded > 0 ? (['refunded_in_part'] as const) : []),
    ...(chargedBackCents(purchase) > 0 ? (['charged_back'] as const) : []),
    ...(disputedCents(purchase) > 0 ? (['disputed'] as const) : []),
  ]
}
