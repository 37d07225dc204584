import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { keyFormats } from '../contract/passports.ts'
import { scopes } from '../contract/route.ts'
import { providers, templates } from '../contract/session.ts'
import { collection } from '../firestore/collection.ts'

/**
 * An API key as we keep it: never the key, only what proves it. What it may use up is in its account
 * (`accounts/use.ts`), beside what it has used.
 */
export const Passport = z.object({
  id: z.string(),
  account_id: z.string(),
  user_id: z.string(),
  /** The passports it was made from, the first first, and itself. */
  lineage: z.array(z.string()),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  format: z.enum(keyFormats),
  /** How its key begins: not a secret. */
  prefix: z.string(),
  preview: z.string(),
  /** SHA-256 of the secret, in hex. */
  secret_hash: z.string(),
  /** The secret before the last rotation, while it still works. */
  old_secret: z.object({ hash: z.string(), until: Timestamp }).nullable(),
  scopes: z.array(z.enum(scopes)),
  /** Set where it may do nothing but look at, extend and stop this session. */
  session_id: z.string().nullable(),
  allowed_ips: z.array(z.string()).nullable(),
  providers: z.array(z.enum(providers)).nullable(),
  templates: z.array(z.enum(templates)).nullable(),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  rotated_at: Timestamp.nullable(),
  last_used_at: Timestamp.nullable(),
  deactivated_at: Timestamp.nullable(),
  revoked_at: Timestamp.nullable(),
})
export type Passport = z.output<typeof Passport>

export const passports = collection('passports', Passport)

export const parentOf = ({ lineage }: Passport): string | null => lineage.at(-2) ?? null
