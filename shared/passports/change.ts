import { type Account, accounts } from '../accounts/account.ts'
import { findAccount } from '../accounts/find.ts'
import { type Key, keyOf } from '../accounts/use.ts'
import type { Tx } from '../firestore/transact.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { said } from '../platform/said.ts'
import { hashOf } from '../platform/secret.ts'
import { type Issued, withBounds } from './issue.ts'
import { newSecretFor, previewOf } from './key.ts'
import { type Passport, parentOf, passports } from './passport.ts'
import { mustBeWithin } from './within.ts'

/** What becomes of a passport; each changes it in the caller's transaction, and answers it as it then is. */
export interface Changed {
  readonly passport: Passport
  readonly account: Account
}

/** What may be changed of one; what is not said stays. */
export type Change = {
  readonly [K in
    | 'name'
    | 'description'
    | 'tags'
    | 'scopes'
    | 'allowed_ips'
    | 'providers'
    | 'templates'
    | 'expires_at']?: Passport[K] | undefined
} & { readonly limits?: { [K in keyof Key['limits']]?: Key['limits'][K] | undefined } | undefined }

export async function change(tx: Tx, id: string, wish: Change): Promise<Changed> {
  const { passport, account } = await found(tx, id)
  const { limits, ...fields } = wish
  const parentId = parentOf(passport)
  const parent = parentId ? await tx.get(passports, parentId) : undefined
  if (parent) mustBeWithin({ ...fields, limits: said(limits ?? {}) }, parent, account)
  const after = { ...passport, ...said(fields) }
  tx.update(passports, id, after)
  if (!limits) return { passport: after, account }
  const bounded = withBounds(account, id, { ...keyOf(account, id).limits, ...said(limits) })
  tx.update(accounts, account.id, bounded)
  return { passport: after, account: bounded }
}

/** Gives it a new secret. The one before works for so many seconds more; one from before that no longer does. */
export async function rotate(
  tx: Tx,
  id: string,
  { at, overlapSeconds }: { at: Instant; overlapSeconds: number },
): Promise<Issued> {
  const { passport, account } = await found(tx, id)
  mustNotBeRevoked(passport)
  const secret = newSecretFor(passport.format)
  const old = { hash: passport.secret_hash, until: plusSeconds(at, overlapSeconds) }
  const after: Passport = {
    ...passport,
    preview: previewOf({ prefix: passport.prefix, secret }),
    secret_hash: hashOf(secret),
    old_secret: overlapSeconds > 0 ? old : null,
    rotated_at: at,
  }
  tx.update(passports, id, after)
  return { passport: after, account, key: passport.prefix + secret }
}

/** It, and all that were made from it, are let in no more, until `at` is null again. */
export async function deactivate(tx: Tx, id: string, at: Instant | null): Promise<Changed> {
  const { passport, account } = await found(tx, id)
  mustNotBeRevoked(passport)
  const after = { ...passport, deactivated_at: at && (passport.deactivated_at ?? at) }
  tx.update(passports, id, after)
  return { passport: after, account }
}

/** For good; again changes nothing. */
export async function revoke(tx: Tx, id: string, at: Instant): Promise<Changed> {
  const { passport, account } = await found(tx, id)
  if (passport.revoked_at) return { passport, account }
  const after = { ...passport, old_secret: null, revoked_at: at }
  tx.update(passports, id, after)
  if (passport.session_id) return { passport: after, account }
  const fewer = { ...account, passports: Math.max(0, account.passports - 1) }
  tx.update(accounts, account.id, fewer)
  return { passport: after, account: fewer }
}

async function found(tx: Tx, id: string): Promise<Changed> {
  const passport = await tx.get(passports, id)
  if (!passport) throw new Fault('not_found', `no passport ${id}`)
  return { passport, account: await findAccount(tx, passport.account_id) }
}

function mustNotBeRevoked({ revoked_at: revokedAt }: Passport) {
  if (revokedAt) throw new Fault('passport_revoked', `it was revoked at ${revokedAt}`)
}
