import { isDeepStrictEqual } from 'node:util'
import type { Firestore } from '@google-cloud/firestore'
import { type Account, accounts, type Balance, newAccount } from '../accounts/account.ts'
import { type Entry, entries } from './entry.ts'
import { applied, sum } from './post.ts'

export interface Audit {
  readonly accounts: number
  readonly entries: number
  readonly sumMicros: number
  readonly findings: readonly { accountId: string; problem: string }[]
}

/** Rebuilds every balance from the entries alone and says what does not agree. Trusts no projection. */
export async function auditBooks(db: Firestore): Promise<Audit> {
  const [accountDocs, entryDocs] = await Promise.all([
    db.collection(accounts.name).get(),
    db.collection(entries.name).get(),
  ])
  const posted = entryDocs.docs.map((document) => entries.schema.parse(document.data()))
  const byAccount = grouped(posted)
  const audited = accountDocs.docs.map((document) => accounts.schema.parse(document.data()))
  const known = new Set(audited.map(({ id }) => id))
  const strays = posted.filter(({ account_id: id }) => !known.has(id))
  return {
    accounts: audited.length,
    entries: posted.length,
    sumMicros: posted.reduce((total, entry) => total + sum(entry), 0),
    findings: [
      ...audited.flatMap((account) => problemsOf(account, byAccount.get(account.id) ?? [])),
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

function problemsOf(account: Account, posted: readonly Entry[]) {
  const rebuilt = posted.reduce(applied, newAccount(account.id, account.created_at).balance)
  const problems = [
    ...posted.filter((entry) => sum(entry) !== 0).map(({ id }) => `${id} does not sum to zero`),
    ...negatives(rebuilt),
    ...heldProblems(account, posted),
  ]
  if (!isDeepStrictEqual(rebuilt, account.balance)) {
    problems.push(
      `the balance is ${JSON.stringify(account.balance)}, its entries say ${JSON.stringify(rebuilt)}`,
    )
  }
  return problems.map((problem) => ({ accountId: account.id, problem }))
}

const negatives = ({ funding: _, ...owned }: Balance) =>
  Object.entries(owned)
    .filter(([, micros]) => micros < 0)
    .map(([book, micros]) => `${book} is ${micros}`)

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
