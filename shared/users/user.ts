import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'

export const User = z.object({
  id: z.string(),
  account_id: z.string(),
  email: z.string(),
  name: z.string(),
  user_type: z.enum(['free', 'pro', 'enterprise', 'admin']),
  created_at: Timestamp,
})
export type User = z.output<typeof User>

export const users = collection('users', User)
