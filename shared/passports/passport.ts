import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { scopes } from '../contract/route.ts'
import { collection } from '../firestore/collection.ts'

/** An API key as we keep it: never the key, only what proves it. */
export const Passport = z.object({
  id: z.string(),
  account_id: z.string(),
  user_id: z.string(),
  name: z.string(),
  /** SHA-256 of the secret, in hex. The secret has 165 random bits, so a slow hash would add nothing. */
  secret_hash: z.string(),
  scopes: z.array(z.enum(scopes)),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
})
export type Passport = z.output<typeof Passport>

export const passports = collection('passports', Passport)
