import type { Firestore } from '@google-cloud/firestore'
import * as z from 'zod'
import { each } from '../../shared/platform/each.ts'
import { logTo } from '../../shared/platform/log.ts'

/**
 * The sweep as it is usually written: reads every session there is, and renews each that is due in Firestore's own
 * transaction over the session, its account and a ledger entry. No two of one account at once, or it would wait for locks.
 */
export function naiveSweep(db: Firestore, size: { sessions: number; accounts: number }) {
  const sessions = db.collection('naive-sessions')
  const balances = db.collection('naive-accounts')
  const log = logTo((line) => process.stderr.write(`${line}\n`))
  const how = { log, what: (id: unknown) => ({ id }), atOnce: 16 }
  let sweeps = 0
  return {
    async populate() {
      const numbers = Array.from({ length: size.sessions }, (_, n) => n)
      await each(numbers, how, async (n) => {
        const accountId = `acct-${n % size.accounts}`
        await sessions.doc(`s-${n}`).set({ account_id: accountId, renewed: 0 })
        if (n < size.accounts) await balances.doc(accountId).set({ available: 1_000_000_000 })
      })
    },
    async sweep() {
      sweeps += 1
      const { docs } = await sessions.get()
      const byAccount = new Map<string, string[]>()
      for (const document of docs) {
        const { account_id: accountId } = Session.parse(document.data())
        byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), document.id])
      }
      await each([...byAccount], how, async ([accountId, ids]) => {
        for (const id of ids) await renew(accountId, id)
      })
    },
  }

  async function renew(accountId: string, id: string) {
    await db.runTransaction(async (transaction) => {
      const [session, account] = await transaction.getAll(sessions.doc(id), balances.doc(accountId))
      const { renewed } = Session.parse(session?.data())
      const { available } = Balance.parse(account?.data())
      transaction.update(sessions.doc(id), { renewed: renewed + 1 })
      transaction.update(balances.doc(accountId), { available: available - 3_750 })
      transaction.create(db.collection('naive-entries').doc(`${id}-${sweeps}`), { micros: 3_750 })
    })
  }
}

const Session = z.object({ account_id: z.string(), renewed: z.int() })
const Balance = z.object({ available: z.int() })
