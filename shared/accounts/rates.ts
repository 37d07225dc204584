import * as z from 'zod'
import type { Ceilings } from '../contract/limits.ts'
import type { Account } from './account.ts'
import { keyOf } from './use.ts'

/** How many requests a minute may be made under an id: an account's, or a passport's with all made from it. */
export const Rate = z.object({ id: z.string(), perMinute: z.int() })
export type Rate = Readonly<z.output<typeof Rate>>

/** Every rate that a request with a key of this lineage counts against. */
export function ratesOf(
  account: Account,
  ceilings: Ceilings,
  lineage: readonly string[],
): readonly Rate[] {
  const bounds = [
    { id: account.id, perMinute: ceilings.requests_per_minute_max },
    ...lineage.map((id) => ({ id, perMinute: keyOf(account, id).limits.requests_per_minute_max })),
  ]
  return bounds.flatMap(({ id, perMinute }) => (perMinute === null ? [] : [{ id, perMinute }]))
}
