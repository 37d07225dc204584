import type { receipt } from '../shared/contract/billing.ts'
import type { Output } from '../shared/contract/route.ts'

export type Receipt = Output<typeof receipt>

/** A receipt in a line, for the end of a run. */
export const summary = (receipt: Receipt) =>
  `Receipt: ${receipt.charged.display} credits for ${receipt.billed_seconds} s at ${receipt.rate_per_hour.display} an hour` +
  ` (${receipt.held.display} held, ${receipt.released.display} given back) · ${receipt.session_id}` +
  `${receipt.is_final ? '' : ' · not final yet'}`

export const fields = (receipt: Receipt): Record<string, string> => ({
  session: receipt.session_id,
  name: receipt.name,
  status: receipt.reason ? `${receipt.status} (${receipt.reason})` : receipt.status,
  final: receipt.is_final ? 'yes' : 'no, the session has not ended',
  started: receipt.started_at ?? '-',
  ended: receipt.ended_at ?? '-',
  billed: `${receipt.billed_seconds} s (${receipt.hours} h)`,
  rate: `${receipt.rate_per_hour.display} credits an hour (prices ${receipt.price_version})`,
  held: receipt.held.display,
  charged: receipt.charged.display,
  released: receipt.released.display,
  refunded: receipt.refunded.display,
})
