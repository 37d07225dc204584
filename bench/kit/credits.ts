import { Firestore } from '@google-cloud/firestore'
import { accounts, newAccount } from '../../shared/accounts/account.ts'
import { transactor } from '../../shared/firestore/transact.ts'
import { post } from '../../shared/ledger/post.ts'
import { grant } from '../../shared/ledger/verbs.ts'

/** A Firestore client of its own, and credits posted through it: each call is one operation. */
export function credits(projectId: string, name: string) {
  const db = new Firestore({ projectId })
  const transact = transactor(db)
  let count = 0
  return {
    db,
    open: (accountId: string) =>
      transact(accountId, (tx) => tx.create(accounts, accountId, newAccount(accountId, at))),
    async post(accountId: string) {
      const id = `${name}-${count++}`
      await transact(accountId, async (tx) => {
        const account = await tx.get(accounts, accountId)
        if (!account) throw new Error(`no account ${accountId}`)
        return post(tx, account, grant({ id, accountId, at, note: 'bench', expiresAt: null }, 5))
      })
    },
    /** The same, as it is usually written: read, change and write in Firestore's own transaction. */
    async naive(accountId: string) {
      const id = `${name}-naive-${count++}`
      await db.runTransaction(async (transaction) => {
        const document = db.collection(accounts.name).doc(accountId)
        const account = accounts.schema.parse((await transaction.get(document)).data())
        const balance = { ...account.balance, available: account.balance.available + 5 }
        const seq = account.entries + 1
        transaction.set(document, { ...account, balance, entries: seq })
        const entry = grant({ id, accountId, at, note: 'bench', expiresAt: null }, 5)
        transaction.create(db.collection('naive').doc(id), { ...entry, seq })
      })
    },
  }
}

const at = '2026-01-01T12:00:00.000Z'

export interface Load {
  /** How long each took. */
  readonly ms: readonly number[]
  readonly failed: number
  readonly perSecond: number
}

/** Keeps so many going until there were enough. */
export async function loaded(
  concurrency: number,
  isEnough: (done: number) => boolean,
  operation: () => Promise<unknown>,
): Promise<Load> {
  const ms: number[] = []
  let [begun, failed] = [0, 0]
  const from = performance.now()
  const worker = async () => {
    while (!isEnough(begun)) {
      begun += 1
      const start = performance.now()
      await operation().then(
        () => ms.push(performance.now() - start),
        () => {
          failed += 1
        },
      )
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { ms, failed, perSecond: (ms.length / (performance.now() - from)) * 1_000 }
}
