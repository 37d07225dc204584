import { type Account, accounts } from '../accounts/account.ts'
import { display } from '../contract/money.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Micros } from '../ledger/entry.ts'
import { expireLots } from '../ledger/expire.ts'
import { post } from '../ledger/post.ts'
import { chargeStorage } from '../ledger/verbs.ts'
import type { Instant } from '../platform/clock.ts'
import { invariant } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import type { Prices } from '../pricing/list.ts'
import { type Day, startOf } from './days.ts'
import { daysDue, withDue } from './due.ts'
import { sizeOn, withoutPast } from './measure.ts'
import { costOfDay } from './price.ts'
import { type StorageResource, storageResources } from './resource.ts'

export type PricesAt = (at: Instant) => Promise<Prices>

/**
 * Collects what a resource owes, then charges the days that are due: so many at a time, so it may be due again at
 * once. Entries and `charged_through` are one commit, which is what makes a repeated run charge nothing.
 */
export async function chargeResource(
  tx: Tx,
  id: string,
  pricesAt: PricesAt,
  now: Instant,
): Promise<{ days: number; isDue: boolean }> {
  const resource = await tx.get(storageResources, id)
  if (!resource || !isDue(resource, now)) return { days: 0, isDue: false }
  const account = await tx.get(accounts, resource.account_id)
  invariant(account, `storage ${id} names an account that is not there`)
  // Credits whose time is over pay for nothing, also where the sweep has not come by yet.
  const usable = await expireLots(tx, account, now)
  let books = await collectOwed(tx, { account: usable, resource }, now)
  const days = daysDue(resource, now, limits.storageDaysPerCommitMax)
  for (const day of days) books = await chargeDay(tx, books, day, await pricesAt(startOf(day)), now)
  const after = withDue(withoutPast(books.resource), now)
  tx.update(storageResources, id, after)
  // Written, also unchanged: that there was no more to take is refused if credits came in meanwhile.
  if (after.owed_micros > 0) tx.update(accounts, account.id, books.account)
  return { days: days.length, isDue: isDue(after, now) }
}

interface Books {
  readonly account: Account
  readonly resource: StorageResource
}

const isDue = ({ due_at: dueAt }: StorageResource, now: Instant) => dueAt !== null && dueAt <= now

async function collectOwed(tx: Tx, { account, resource }: Books, at: Instant): Promise<Books> {
  const { id, owed_micros: owed, collections } = resource
  const fact = { id: `storage-${id}-owed-${collections + 1}`, at, note: `owed: ${named(resource)}` }
  const { after, left } = await take(tx, account, fact, owed)
  if (left === owed) return { account, resource }
  return {
    account: after,
    resource: { ...resource, owed_micros: left, collections: collections + 1 },
  }
}

async function chargeDay(
  tx: Tx,
  { account, resource }: Books,
  day: Day,
  prices: Prices,
  at: Instant,
): Promise<Books> {
  const size = sizeOn(resource, day)
  const cost = costOfDay(prices, resource.storage_class, size, day)
  const note = `${day}: ${size} bytes, ${resource.storage_class}, ${named(resource)}`
  const { after, left } = await take(
    tx,
    account,
    { id: `storage-${resource.id}-${day}`, at, note },
    cost,
  )
  return {
    account: after,
    resource: {
      ...resource,
      charged_through: day,
      owed_micros: resource.owed_micros + left,
    },
  }
}

/** As much as there is. */
async function take(
  tx: Tx,
  account: Account,
  { note, ...fact }: { id: string; at: Instant; note: string },
  micros: Micros,
) {
  const part = Math.min(micros, account.balance.available)
  if (part === 0) return { after: account, left: micros }
  const explained = part < micros ? `${note}; ${display(part)} of ${display(micros)}` : note
  const draft = chargeStorage({ ...fact, accountId: account.id, note: explained }, part)
  return { after: await post(tx, account, draft), left: micros - part }
}

const named = ({ kind, name }: StorageResource) => `${kind} ${name}`
