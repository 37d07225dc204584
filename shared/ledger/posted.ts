import type * as z from 'zod'
import { accounts } from '../accounts/account.ts'
import type { Balance } from '../contract/billing.ts'
import type { Entry as EntryOnTheWire } from '../contract/entry.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { type Draft, entries } from './entry.ts'
import { post } from './post.ts'
import { balanceOf, onTheWire } from './wire.ts'

export interface Posted {
  readonly balance: z.output<typeof Balance>
  readonly entry: z.output<typeof EntryOnTheWire>
}

/** Posts to the account that the entry names, and answers the entry and the balance it left. */
export async function posted(tx: Tx, draft: Draft): Promise<Posted> {
  const account = await tx.get(accounts, draft.account_id)
  if (!account) throw new Fault('not_found', `no account ${draft.account_id}`)
  const after = await post(tx, account, draft)
  const entry = await tx.get(entries, draft.id)
  invariant(entry, `${draft.id} was posted and is not there`)
  return { balance: balanceOf(after), entry: onTheWire(entry) }
}
