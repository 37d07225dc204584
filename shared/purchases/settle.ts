import { type Account, accounts } from '../accounts/account.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Micros } from '../ledger/entry.ts'
import { post } from '../ledger/post.ts'
import { purchase as bought, reverse } from '../ledger/verbs.ts'
import type { Instant } from '../platform/clock.ts'
import { invariant } from '../platform/faults.ts'
import { type Debts, debts, withDebt } from './debts.ts'
import { dueBack } from './due.ts'
import { type Purchase, purchases } from './purchase.ts'

/**
 * Brings the ledger to where the facts of a purchase say it should be: credits that were paid for come
 * in, first of all to what earlier purchases owe; credits whose money went back are taken back, as far
 * as they are there. The rest is owed, and never makes a balance negative.
 */
export async function settle(tx: Tx, purchase: Purchase, at: Instant): Promise<Purchase> {
  const before = await booksOf(tx, purchase.account_id)
  const isNew = purchase.paid_at !== null && purchase.turn === 0
  const credited = isNew ? await received(tx, before, purchase, at) : { books: before, purchase }
  const { books, purchase: after } = await squared(tx, credited.books, credited.purchase, at)
  // Both are written even where nothing moved: a debt and a purchase made at once then see each other.
  tx.update(accounts, books.account.id, books.account)
  tx.update(debts, books.debts.id, books.debts)
  return after
}

/** Where the credits of one account stand while its purchases are settled. */
interface Books {
  readonly account: Account
  readonly debts: Debts
}
interface Settled {
  readonly books: Books
  readonly purchase: Purchase
}

async function booksOf(tx: Tx, accountId: string): Promise<Books> {
  const account = await tx.get(accounts, accountId)
  invariant(account, `account ${accountId} has a purchase and is not there`)
  return { account, debts: (await tx.get(debts, accountId)) ?? { id: accountId, owed: {} } }
}

/** The credits come in, and what other purchases owe comes first off them. */
async function received(tx: Tx, before: Books, purchase: Purchase, at: Instant): Promise<Settled> {
  const fact = { ...factOf(purchase, at), note: purchase.title, expiresAt: null }
  const account = await post(tx, before.account, bought(fact, purchase.credits_micros))
  let books = { ...before, account }
  for (const id of Object.keys(before.debts.owed).filter((id) => id !== purchase.id)) {
    const debtor = await tx.get(purchases, id)
    invariant(debtor, `purchase ${id} owes credits and is not there`)
    const settled = await squared(tx, books, debtor, at)
    tx.update(purchases, id, settled.purchase)
    books = settled.books
  }
  return { books, purchase: { ...purchase, turn: 1 } }
}

/** One purchase's credits taken back as far as they are there, or given again. */
async function squared(tx: Tx, books: Books, purchase: Purchase, at: Instant): Promise<Settled> {
  const due = dueBack(purchase) - purchase.reversed_micros
  const taken = Math.min(due, books.account.balance.available)
  const owed = due - taken
  return {
    books: {
      account: await moved(tx, books.account, purchase, taken, at),
      debts: withDebt(books.debts, purchase.id, owed),
    },
    purchase: {
      ...purchase,
      turn: purchase.turn + (taken === 0 ? 0 : 1),
      reversed_micros: purchase.reversed_micros + taken,
      owed_micros: owed,
    },
  }
}

async function moved(tx: Tx, account: Account, purchase: Purchase, taken: Micros, at: Instant) {
  const { title } = purchase
  const fact = factOf(purchase, at)
  if (taken > 0) return post(tx, account, reverse({ ...fact, note: `${title}: paid back` }, taken))
  if (taken === 0) return account
  const again = { ...fact, note: `${title}: the dispute was won`, expiresAt: null }
  return post(tx, account, bought(again, -taken))
}

const factOf = ({ id, turn, account_id: accountId }: Purchase, at: Instant) => ({
  id: `purchase-${id}-${turn}`,
  accountId,
  at,
})
