import { isDeepStrictEqual } from 'node:util'
import type { Firestore } from '@google-cloud/firestore'
import { type Account, accounts, newAccount } from '../accounts/account.ts'
import { unpacked } from './batch.ts'
import { type Entry, entries } from './entry.ts'
import { accountAfter, sum } from './post.ts'

export interface Audit {
  readonly accounts: number
  readonly entries: number
  readonly sumMicros: number
  readonly findings: readonly { accountId: string; problem: string }[]
}

/** Rebuilds every account from its entries alone and says what does not agree. Trusts no projection. */
export async function auditBooks(db: Firestore): Promise<Audit> {
  const [accountDocs, entryDocs] = await Promise.all([
    db.collection(accounts.name).get(),
    db.collection(entries.name).get(),
  ])
  const posted = entryDocs.docs.flatMap((document) => unpacked(document.data()))
  const audited = accountDocs.docs.map((document) => accounts.schema.parse(document.data()))
  const byAccount = grouped(posted)
  const known = new Set(audited.map(({ id }) => id))
  const strays = posted.filter(({ account_id: id }) => !known.has(id))
  return {
    accounts: audited.length,
    entries: posted.length,
    sumMicros: posted.reduce((total, entry) => total + sum(entry), 0),
    findings: [
      ...audited.flatMap((account) =>
        problemsOf(account, byAccount.get(account.id) ?? []).map((problem) => ({
          accountId: account.id,
          problem,
        })),
      ),
      ...strays.map(({ id, account_id: accountId }) => ({
        accountId,
        problem: `entry ${id} names an account that is not there`,
      })),
    ],
  }
}

function grouped(posted: readonly Entry[]) {
  const groups = new Map<string, Entry[]>()
  for (const entry of posted) {
    const group = groups.get(entry.account_id)
    if (group) group.push(entry)
    else groups.set(entry.account_id, [entry])
  }
  return groups
}

/** What is wrong with one account, given all that was ever posted for it. */
export function problemsOf(account: Account, posted: readonly Entry[]): string[] {
  const inOrder = posted.toSorted((one, other) => one.seq - other.seq)
  const blank = newAccount(account.id, account.created_at)
  const rebuilt = inOrder.reduce(accountAfter, blank)
  return [
    ...inOrder.filter((entry) => sum(entry) !== 0).map(({ id }) => `${id} does not sum to zero`),
    ...inOrder
      .filter(({ seq }, index) => seq !== index + 1)
      .map(({ id, seq }) => `${id} has place ${seq}, after one that is missing or double`),
    ...repeated(inOrder).map((id) => `${id} is there more than once`),
    ...negatives(rebuilt),
    ...heldProblems(account, inOrder),
    ...differences(account, rebuilt),
  ]
}

/** Firestore keeps documents' ids apart; those of entries within a batch are only kept apart by us. */
function repeated(posted: readonly Entry[]): string[] {
  const seen = new Set<string>()
  return posted.flatMap(({ id }) => {
    if (seen.has(id)) return [id]
    seen.add(id)
    return []
  })
}

function negatives({ balance: { funding: _, ...owned } }: Account) {
  return Object.entries(owned)
    .filter(([, micros]) => micros < 0)
    .map(([book, micros]) => `${book} is ${micros}`)
}

const differences = (account: Account, rebuilt: Account) =>
  (['balance', 'lots', 'entries'] as const)
    .filter((part) => !isDeepStrictEqual(account[part], rebuilt[part]))
    .map(
      (part) =>
        `${part}: the account says ${JSON.stringify(account[part])}, its entries ${JSON.stringify(rebuilt[part])}`,
    )

/** What is held for a session must be on its meter, and a session without a meter holds nothing. */
function heldProblems({ live }: Account, posted: readonly Entry[]) {
  const held = new Map<string, number>()
  for (const { session_id: sessionId, lines } of posted) {
    if (!sessionId) continue
    const change = lines.find(({ book }) => book === 'held')?.micros ?? 0
    held.set(sessionId, (held.get(sessionId) ?? 0) + change)
  }
  const sessionIds = new Set([...held.keys(), ...Object.keys(live)])
  return [...sessionIds]
    .filter((id) => (held.get(id) ?? 0) !== (live[id]?.held ?? 0))
    .map((id) => `${id} holds ${held.get(id) ?? 0}, its meter says ${live[id]?.held ?? 'nothing'}`)
}
