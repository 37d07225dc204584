import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { roles } from '../contract/roles.ts'
import { collection } from '../firestore/collection.ts'

/** That a user belongs to an account, and what they may do there. */
export const Membership = z.object({
  account_id: z.string(),
  user_id: z.string(),
  role: z.enum(roles),
  created_at: Timestamp,
})
export type Membership = z.output<typeof Membership>

export const memberships = collection('memberships', Membership)

export const membershipId = (accountId: string, userId: string) => `${accountId}-${userId}`
