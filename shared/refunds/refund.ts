import * as z from 'zod'
import { accounts } from '../accounts/account.ts'
import { Micros } from '../contract/fields.ts'
import { display } from '../contract/money.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { entries } from '../ledger/entry.ts'
import { type Posted, posted } from '../ledger/posted.ts'
import { refund } from '../ledger/verbs.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { sessions } from '../sessions/session.ts'

interface Wish {
  readonly id: string
  readonly sessionId: string
  readonly accountId: string
  readonly at: Instant
  readonly note: string
}

/** Gives back what a session was charged; all refunds of it together never more than that. */
export async function refundSession(tx: Tx, wish: Wish, micros: number): Promise<Posted> {
  const draft = refund(wish, micros)
  const isTold = (await tx.get(entries, draft.id)) !== undefined
  if (!isTold) await count(tx, wish.sessionId, await chargedOf(tx, wish), micros)
  return posted(tx, draft)
}

/** So far, of a session that still runs. */
async function chargedOf(tx: Tx, { sessionId, accountId }: Wish): Promise<number> {
  const { bill } = (await tx.get(sessions, sessionId)) ?? {}
  if (bill) return bill.charged
  return (await tx.get(accounts, accountId))?.live[sessionId]?.settled ?? 0
}

async function count(tx: Tx, sessionId: string, charged: number, micros: number) {
  const { refunded } = (await tx.get(refundedSessions, sessionId)) ?? { refunded: 0 }
  const left = charged - refunded
  if (micros > left) {
    throw new Fault(
      'refund_too_large',
      `${display(left)} credits of this session can be refunded`,
      {
        facts: { left_micros: left },
      },
    )
  }
  tx.update(refundedSessions, sessionId, { id: sessionId, refunded: refunded + micros })
}

/** What was refunded of each session: written with each refund, so that two at once see each other. */
const refundedSessions = collection(
  'refunded_sessions',
  z.object({ id: z.string(), refunded: Micros }),
)
