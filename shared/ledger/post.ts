import { isDeepStrictEqual } from 'node:util'
import { type Account, accounts, type Balance } from '../accounts/account.ts'
import { withDue } from '../accounts/due.ts'
import { display } from '../contract/money.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { type Draft, type Entry, entries, type Micros } from './entry.ts'
import { fitted, lotsAfter } from './lots.ts'

/**
 * Writes an entry and moves the balance with it, in the caller's transaction. The only writer of entries.
 *
 * Told twice, it counts once. An id that comes back with other content is refused (`idempotency_conflict`),
 * as is what the available credits do not cover (`insufficient_credits`, with what is missing).
 */
export async function post(tx: Tx, account: Account, draft: Draft): Promise<Account> {
  const entry = numbered(account, draft)
  const after = accountAfter(account, entry)
  // A book may be short because this very entry was posted before.
  if (isShort(after) && (await isKnown(tx, draft))) return account
  const missing = -after.balance.available
  if (missing > 0) throw shortOf(missing, account.balance.available)
  assertSound(after, entry)
  if (!(await tx.create(entries, entry.id, entry))) {
    invariant(await isKnown(tx, draft), `entry ${entry.id} exists and is not there`)
    return account
  }
  tx.update(accounts, account.id, after)
  return after
}

/** The account with an entry booked that its own credits cover; nothing is written. */
export function booked(account: Account, draft: Draft): Account {
  const entry = numbered(account, draft)
  const after = accountAfter(account, entry)
  assertSound(after, entry)
  return after
}

/** What an entry makes of an account: the whole projection, from which an auditor rebuilds it. */
export function accountAfter(account: Account, entry: Entry): Account {
  const balance = applied(account.balance, entry)
  const lots = fitted(lotsAfter(account, entry), balance.available + balance.held)
  return withDue({ ...account, balance, lots: [...lots], entries: entry.seq })
}

const numbered = (account: Account, draft: Draft): Entry => ({ ...draft, seq: account.entries + 1 })

function applied(balance: Balance, { lines }: Entry): Balance {
  const after = { ...balance }
  for (const { book, micros } of lines) after[book] = exactly(after[book] + micros)
  return after
}

export const sum = ({ lines }: Pick<Entry, 'lines'>): Micros =>
  lines.reduce((total, { micros }) => total + micros, 0)

const isShort = ({ balance: { funding: _, ...owned } }: Account): boolean =>
  Object.values(owned).some((micros) => micros < 0)

function assertSound({ balance }: Account, entry: Entry) {
  invariant(sum(entry) === 0, `the lines of ${entry.id} do not sum to zero`)
  for (const [book, micros] of Object.entries(balance)) {
    invariant(book === 'funding' || micros >= 0, `${entry.id} leaves ${book} at ${micros}`)
  }
}

function exactly(micros: number): Micros {
  invariant(Number.isSafeInteger(micros), `${micros} micro-credits are not exact`)
  return micros
}

const shortOf = (missing: Micros, available: Micros) =>
  new Fault(
    'insufficient_credits',
    `${display(missing)} credits are missing: this needs ${display(missing + available)} and ${display(available)} are available`,
    { facts: { missing_micros: missing, available_micros: available } },
  )

/** Posted before. When it was told, and where it stands, is not what was told. */
async function isKnown(tx: Tx, draft: Draft): Promise<boolean> {
  const stored = await tx.get(entries, draft.id)
  if (!stored) return false
  const { seq: _, ...told } = { ...stored, at: draft.at }
  if (isDeepStrictEqual(told, draft)) return true
  throw new Fault('idempotency_conflict', `${draft.id} was already written with other content`)
}
