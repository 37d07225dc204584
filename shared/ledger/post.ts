import { isDeepStrictEqual } from 'node:util'
import { type Account, accounts, type Balance } from '../accounts/account.ts'
import { display } from '../contract/money.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { type Entry, entries, type Micros } from './entry.ts'

/**
 * Writes an entry and moves the balance with it, in the caller's transaction. The only writer of entries.
 *
 * Told twice, it counts once. An id that comes back with other content is refused (`idempotency_conflict`),
 * as is what the available credits do not cover (`insufficient_credits`, with what is missing).
 */
export async function post(tx: Tx, account: Account, entry: Entry): Promise<Account> {
  invariant(sum(entry) === 0, `the lines of ${entry.id} do not sum to zero`)
  const after = { ...account, balance: applied(account.balance, entry) }
  const missing = -after.balance.available
  if (missing > 0) throw shortOf(missing, account.balance.available)
  for (const [book, micros] of Object.entries(after.balance)) {
    invariant(book === 'funding' || micros >= 0, `${entry.id} leaves ${book} at ${micros}`)
  }
  if (!(await tx.create(entries, entry.id, entry))) {
    await assertSame(tx, entry)
    return account
  }
  tx.update(accounts, account.id, after)
  return after
}

export function applied(balance: Balance, { lines }: Entry): Balance {
  const after = { ...balance }
  for (const { book, micros } of lines) after[book] = exactly(after[book] + micros)
  return after
}

export const sum = ({ lines }: Entry): Micros =>
  lines.reduce((total, { micros }) => total + micros, 0)

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

/** When it was told is not what was told. */
async function assertSame(tx: Tx, entry: Entry) {
  const stored = await tx.get(entries, entry.id)
  if (isDeepStrictEqual({ ...stored, at: entry.at }, entry)) return
  throw new Fault('idempotency_conflict', `${entry.id} was already written with other content`)
}
