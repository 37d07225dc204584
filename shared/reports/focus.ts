import type * as z from 'zod'
import { exactDisplay } from '../contract/money.ts'
import type { exportJson } from '../contract/reports.ts'
import type { Entry, Micros } from '../ledger/entry.ts'
import { into } from '../ledger/sums.ts'
import { monthAt } from './period.ts'

export type Row = z.output<typeof exportJson.output>['rows'][number]

/** The entries that are a charge or a credit; setting aside and giving back are neither. */
export const focusRows = (posted: readonly Entry[]): Row[] =>
  posted.flatMap((entry) => {
    const charge = charges[entry.verb]
    return charge ? [row(entry, charge.category, charge.cost(entry))] : []
  })

const row = (entry: Entry, category: Row['ChargeCategory'], micros: Micros): Row => ({
  BillingAccountId: entry.account_id,
  BillingPeriodStart: monthAt(entry.at).from,
  BillingPeriodEnd: monthAt(entry.at).to,
  ChargePeriodStart: entry.at,
  ChargePeriodEnd: entry.at,
  ChargeCategory: category,
  ChargeDescription: `${entry.verb}: ${entry.note}`,
  BilledCost: exactDisplay(micros),
  BillingCurrency: 'USD',
  ServiceName: 'OnMemOS',
  ResourceId: entry.session_id,
  x_EntryId: entry.id,
  x_Micros: micros,
})

const spent = (entry: Entry) => into('spent', [entry])
const received = (entry: Entry) => -into('available', [entry])

/** A charge is positive and a credit negative, whichever book it moved. */
const charges: Partial<
  Record<Entry['verb'], { category: Row['ChargeCategory']; cost: (entry: Entry) => Micros }>
> = {
  settle: { category: 'Usage', cost: spent },
  storage: { category: 'Usage', cost: spent },
  refund: { category: 'Credit', cost: spent },
  purchase: { category: 'Purchase', cost: received },
  reverse: { category: 'Purchase', cost: received },
  grant: { category: 'Credit', cost: received },
  adjust: { category: 'Adjustment', cost: received },
  expire: { category: 'Adjustment', cost: received },
}
