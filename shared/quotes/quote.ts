import * as z from 'zod'
import { Micros, Timestamp } from '../contract/fields.ts'
import { providers, Resources } from '../contract/session.ts'

/** A price that stands for a while: for one account, one provider and one shape, once. */
export const Quote = z.object({
  id: z.string(),
  account_id: z.string(),
  provider: z.enum(providers),
  resources: Resources,
  rate_micros_per_hour: Micros,
  start_fee_micros: Micros,
  price_version: z.string(),
  expires_at: Timestamp,
})
export type Quote = z.output<typeof Quote>
