import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Instant } from '../platform/clock.ts'

/** That a person has signed in, somewhere: what their tokens stand for, until it ends. */
export const Signin = z.object({
  id: z.string(),
  user_id: z.string(),
  /** The account they act in. */
  account_id: z.string(),
  how: z.enum(['oidc', 'mail']),
  /** SHA-256 of the secret of the refresh token in force, in hex. */
  refresh_hash: z.string(),
  /** Of the one before: whoever shows it late is not who it was given to. */
  previous_hash: z.string().nullable(),
  refreshed_at: Timestamp,
  created_at: Timestamp,
  expires_at: Timestamp,
  revoked_at: Timestamp.nullable(),
})
export type Signin = z.output<typeof Signin>

export const signins = collection('signins', Signin)

export const isGood = ({ revoked_at: revokedAt, expires_at: expiresAt }: Signin, at: Instant) =>
  revokedAt === null && expiresAt > at
