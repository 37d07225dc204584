import * as z from 'zod'
import { Micros } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'

/** Which purchases of an account owe credits: spent before their money went back. */
export const Debts = z.object({
  id: z.string(),
  /** By purchase. */
  owed: z.record(z.string(), Micros),
})
export type Debts = z.output<typeof Debts>

export const debts = collection('debts', Debts)

export function withDebt({ id, owed: before }: Debts, purchaseId: string, micros: number): Debts {
  const { [purchaseId]: _, ...owed } = before
  return { id, owed: micros > 0 ? { ...owed, [purchaseId]: micros } : owed }
}
