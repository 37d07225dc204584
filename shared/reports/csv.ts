import { stringify } from 'csv-stringify/sync'
import type { Row } from './focus.ts'

/** With a header line. A text that a spreadsheet would take for a formula is quoted as text. */
export const csvOf = (rows: readonly Row[]): string =>
  stringify([...rows], { header: true, columns: [...columns], escape_formulas: true })

const columns: readonly (keyof Row)[] = [
  'BillingAccountId',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ChargeCategory',
  'ChargeDescription',
  'BilledCost',
  'BillingCurrency',
  'ServiceName',
  'ResourceId',
  'x_EntryId',
  'x_Micros',
]
