import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { type Account, accounts } from '../accounts/account.ts'
import { money } from '../contract/money.ts'
import type { statement } from '../contract/reports.ts'
import { read } from '../firestore/collection.ts'
import type { Entry, Micros } from '../ledger/entry.ts'
import { into } from '../ledger/sums.ts'
import { latest } from '../platform/clock.ts'
import { invariant } from '../platform/faults.ts'
import { entriesIn } from './entries.ts'
import { monthOf } from './period.ts'

/**
 * A month of an account. Its balances are told backwards from the one there is now, so that a
 * statement of a past month and the ledger of today cannot disagree.
 */
export async function statementOf(
  db: Firestore,
  accountId: string,
  month: string,
  now: string,
): Promise<z.output<typeof statement.output>> {
  const period = monthOf(month)
  const account = await read(db, accounts, accountId)
  invariant(account, `there is no account ${accountId}`)
  const since = await entriesIn(db, accountId, { from: period.from, to: latest(now, period.to) })
  const posted = since.filter(({ at }) => at < period.to)
  const closing = owned(account) - change(since.filter(({ at }) => at >= period.to))
  const verb = (...verbs: Entry['verb'][]) => money(into('available', posted, verbs))
  return {
    month,
    opening: money(closing - change(posted)),
    purchased: verb('purchase'),
    granted: verb('grant'),
    reversed: verb('reverse'),
    refunded: verb('refund'),
    adjusted: verb('adjust'),
    spent: money(into('spent', posted, ['settle', 'storage'])),
    expired: money(into('expired', posted)),
    closing: money(closing),
    entries: posted.length,
  }
}

const owned = ({ balance }: Account): Micros => balance.available + balance.held

const change = (posted: readonly Entry[]): Micros =>
  into('available', posted) + into('held', posted)
