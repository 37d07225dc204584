import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { accounts } from '../accounts/account.ts'
import { type Membership, membershipId, memberships } from '../accounts/membership.ts'
import { type Rate, ratesOf } from '../accounts/rates.ts'
import { type Collection, read } from '../firestore/collection.ts'
import { invariant } from '../platform/faults.ts'
import { isHashOf } from '../platform/secret.ts'
import { ceilingsOf } from '../tiers/ceilings.ts'
import type { TierTable } from '../tiers/tier.ts'
import { type User, users } from '../users/user.ts'
import { parseKey } from './key.ts'
import { type Passport, passports } from './passport.ts'

/** All that says what a key, or a person who has signed in, may do. */
export interface Holder {
  /** The passport that was shown, after those it was made from; none of a person who has signed in. */
  readonly lineage: readonly Passport[]
  readonly user: User | undefined
  readonly membership: Membership | undefined
  readonly rates: readonly z.output<typeof Rate>[]
}

export interface Sources {
  readonly db: Firestore
  tiers(): Promise<TierTable>
}

/** Who holds a key, as it stands; undefined when nobody does. Two reads, one after the other. */
export async function holderOf(
  from: Sources,
  key: string,
): Promise<{ holder: Holder; isOld: boolean } | undefined> {
  const parts = parseKey(key)
  const shown = parts && (await read(from.db, passports, parts.passportId))
  const proof = isHashOf(shown?.secret_hash ?? nobodys, parts?.secret ?? '')
  const oldProof = isHashOf(shown?.old_secret?.hash ?? nobodys, parts?.secret ?? '')
  if (!shown || !(proof || oldProof)) return undefined
  const holder = await heldBy(from, shown.account_id, shown.user_id, shown.lineage)
  return { holder, isOld: !proof }
}

/** What says what a user may do in an account, with a passport made from these or by signing in. */
export async function heldBy(
  { db, tiers }: Sources,
  accountId: string,
  userId: string,
  lineage: readonly string[] = [],
): Promise<Holder> {
  const [account, membership, user, ...line] = await db.getAll(
    db.collection(accounts.name).doc(accountId),
    db.collection(memberships.name).doc(membershipId(accountId, userId)),
    db.collection(users.name).doc(userId),
    ...lineage.map((id) => db.collection(passports.name).doc(id)),
  )
  const known = opened(accounts, account)
  return {
    lineage: line.map((snapshot): Passport => {
      const passport = opened(passports, snapshot)
      invariant(passport, 'a passport was made from one that is not there')
      return passport
    }),
    user: opened(users, user),
    membership: opened(memberships, membership),
    rates: known ? ratesOf(known, ceilingsOf(known, await tiers()), lineage) : [],
  }
}

const opened = <T extends object>(
  from: Collection<T>,
  snapshot: { exists: boolean; data(): unknown } | undefined,
): T | undefined => (snapshot?.exists ? from.schema.parse(snapshot.data()) : undefined)

/** The digest of no secret: an unknown passport takes the same path as a known one. */
const nobodys = '00'.repeat(32)
