import { expect, test } from 'vitest'
import { purchaseStatuses } from '../../../shared/contract/purchases.ts'
import { type Event, type Status, step } from '../../../shared/purchases/states.ts'

const events: readonly Event[] = [
  'paid',
  'confirmed',
  'failed',
  'expired',
  'cancelled',
  'refunded_in_part',
  'refunded',
  'disputed',
  'charged_back',
]

// A row a status, a column an event; a dot changes nothing.
const table: Record<Status, string> = {
  pending: 'paid paid failed expired cancelled . . . .',
  failed: 'paid . . . . . . . .',
  expired: 'paid . . . . . . . .',
  cancelled: 'paid . . . . . . . .',
  paid: '. . . . . partly_refunded refunded disputed charged_back',
  partly_refunded: '. . . . . . . disputed charged_back',
  refunded: '. . . . . . . disputed charged_back',
  disputed: '. . . . . . . . .',
  charged_back: '. . . . . . . . .',
}

test.each(purchaseStatuses.map((status) => [status]))('what each event makes of %s', (status) => {
  const after = events.map((event) => step(status, event))
  const said = table[status].split(' ').map((cell) => (cell === '.' ? status : cell))
  expect(after).toEqual(said)
})
