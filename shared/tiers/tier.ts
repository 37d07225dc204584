import * as z from 'zod'
import { Tiers } from '../contract/tiers.ts'
import { collection } from '../firestore/collection.ts'

/** Of an account that nobody gave another. It has no row of its own: the deployment's ceilings hold. */
export const standardTier = 'standard'

/** By its name: what each tier allows. */
export type TierTable = Readonly<z.output<typeof Tiers>>

/** One document, which is there once someone has set it. */
export const tierTables = collection('tiers', z.object({ tiers: Tiers }))
export const tierTableId = 'current'

/** The tiers of Execbox, and our own, which says nothing. */
export const shippedTiers: TierTable = {
  [standardTier]: {},
  anonymous: tier(3, 1, 1, 512, 60),
  free: tier(10, 5, 1, 512, 600),
  starter: tier(100, 10, 5, 1_024, 600),
  pro: tier(1_000, 50, 10, 2_048, 6_000),
  enterprise: { sessions_per_day_max: null, requests_per_minute_max: null },
}

function tier(perDay: number, atOnce: number, minutes: number, memoryMb: number, requests: number) {
  return {
    sessions_per_day_max: perDay,
    sessions_max: atOnce,
    duration_minutes_max: minutes,
    memory_mb_max: memoryMb,
    requests_per_minute_max: requests,
  }
}
