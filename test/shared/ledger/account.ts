import { accounts, newAccount } from '../../../shared/accounts/account.ts'
import { read } from '../../../shared/firestore/collection.ts'
import { type Transact, transactor } from '../../../shared/firestore/transact.ts'
import { auditBooks } from '../../../shared/ledger/audit.ts'
import type { Draft } from '../../../shared/ledger/entry.ts'
import { expireLots } from '../../../shared/ledger/expire.ts'
import { post } from '../../../shared/ledger/post.ts'
import { newDatabase } from '../../kit/database.ts'

export const noon = '2026-01-01T12:00:00.000Z'

/** An account of its own in a database of its own, to which entries can be posted. */
export async function newBooks() {
  const db = newDatabase()
  const transact: Transact = transactor(db)
  const account = async () => {
    const found = await read(db, accounts, 'a')
    if (!found) throw new Error('the account is gone')
    return found
  }
  await transact('a', (tx) => tx.create(accounts, 'a', newAccount('a', noon)))
  return {
    account,
    post: (draft: Draft) =>
      transact('a', async (tx) => {
        const before = await tx.get(accounts, 'a')
        if (!before) throw new Error('the account is gone')
        return post(tx, before, draft)
      }),
    expire: (at: string) =>
      transact('a', async (tx) => {
        const before = await tx.get(accounts, 'a')
        return before && expireLots(tx, before, at)
      }),
    balance: async () => {
      const { available, held, spent, expired, funding } = (await account()).balance
      return [available, held, spent, expired, funding]
    },
    audit: () => auditBooks(db),
  }
}
