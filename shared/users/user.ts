import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { userKinds, userStatuses, userTypes } from '../contract/users.ts'
import { collection } from '../firestore/collection.ts'

/** Somebody, or a machine, that belongs to accounts by its memberships. */
export const User = z.object({
  id: z.string(),
  /** The account they were made with. */
  account_id: z.string(),
  /** As `normalised` made it; null of a machine, which has none. */
  email: z.string().nullable(),
  name: z.string(),
  kind: z.enum(userKinds).default('human'),
  status: z.enum(userStatuses).default('active'),
  user_type: z.enum(userTypes),
  created_at: Timestamp,
})
export type User = z.output<typeof User>

export const users = collection('users', User)
