import { type Account, accounts } from '../accounts/account.ts'
import { findAccount } from '../accounts/find.ts'
import { membershipId, memberships } from '../accounts/membership.ts'
import { type Key, noUse, unlimited } from '../accounts/use.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { said } from '../platform/said.ts'
import { hashOf } from '../platform/secret.ts'
import { newKey, previewOf } from './key.ts'
import { type Passport, passports } from './passport.ts'
import { mustBeWithin } from './within.ts'

/** What a new passport is to be. */
export type Issue = Pick<
  Passport,
  | 'account_id'
  | 'user_id'
  | 'name'
  | 'description'
  | 'tags'
  | 'format'
  | 'scopes'
  | 'session_id'
  | 'allowed_ips'
  | 'providers'
  | 'templates'
  | 'expires_at'
> & {
  /** The passport it is made from, which bounds it from now on. */
  readonly parentId: string | null
  readonly limits: { readonly [K in keyof Key['limits']]?: Key['limits'][K] | undefined }
}

export interface Issued {
  readonly passport: Passport
  readonly account: Account
  /** The whole key, which is kept nowhere. */
  readonly key: string
}

/** Makes a passport for a member of an account. */
export async function issue(tx: Tx, wish: Issue, at: Instant): Promise<Issued> {
  const { parentId, limits: bounds, ...rest } = wish
  const account = await findAccount(tx, wish.account_id)
  if (!(await tx.get(memberships, membershipId(account.id, wish.user_id)))) {
    throw new Fault('not_found', `no user ${wish.user_id} in this account`)
  }
  const parent = parentId ? await tx.get(passports, parentId) : undefined
  if (parent) mustBeWithin(wish, parent, account)
  const lineage = parent?.lineage ?? []
  if (lineage.length >= limits.passportLineageMax) {
    const depth = `passports are made from passports ${limits.passportLineageMax} deep at the most`
    throw new Fault('above_parent', depth)
  }
  const { passportId: id, prefix, secret } = newKey(wish.format)
  const passport: Passport = {
    ...rest,
    id,
    lineage: [...lineage, id],
    prefix,
    preview: previewOf({ prefix, secret }),
    secret_hash: hashOf(secret),
    old_secret: null,
    created_at: at,
    rotated_at: null,
    last_used_at: null,
    deactivated_at: null,
    revoked_at: null,
  }
  await tx.create(passports, id, passport)
  const after = withPassport(account, passport, { ...unlimited, ...said(bounds) })
  tx.update(accounts, account.id, after)
  return { passport, account: after, key: prefix + secret }
}

function withPassport(account: Account, { id, session_id }: Passport, bounds: Key['limits']) {
  // That of a session makes nothing, and ends with it: it is not counted.
  if (session_id) return account
  if (account.passports >= limits.passportsPerAccountMax) {
    const most = `an account has ${limits.passportsPerAccountMax} passports at the most`
    throw new Fault('too_many_passports', `${most}; revoke one`)
  }
  return withBounds({ ...account, passports: account.passports + 1 }, id, bounds)
}

/** The account with what a passport may use up. One without bounds needs no place in it. */
export function withBounds(account: Account, id: string, bounds: Key['limits']): Account {
  const known = account.keys[id]
  const isBound = Object.values(bounds).some((bound) => bound !== null)
  if (!known && !isBound) return account
  const use = known?.use ?? noUse
  return { ...account, keys: { ...account.keys, [id]: { limits: bounds, use } } }
}
