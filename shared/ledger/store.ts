import type { Firestore, Query } from '@google-cloud/firestore'
import { unpacked } from './batch.ts'
import { type Entry, entries } from './entry.ts'

interface Filter {
  readonly verb?: Entry['verb'] | undefined
  readonly sessionId?: string | undefined
}

/** An account's entries, newest first: `limit` of them, if there are so many before `beforeSeq`. */
export async function listEntries(
  db: Firestore,
  accountId: string,
  { verb, sessionId }: Filter,
  page: { limit: number; beforeSeq: number | null },
): Promise<readonly Entry[]> {
  let query: Query = db.collection(entries.name).where('account_id', '==', accountId)
  if (verb) query = query.where('verb', 'in', [verb, 'batch'])
  const queries = (sessionId ? ofSession(query, sessionId) : [query]).map((one) =>
    one.orderBy('seq', 'desc').limit(page.limit),
  )
  const isWanted = (entry: Entry) =>
    (!verb || entry.verb === verb) &&
    (!sessionId || entry.session_id === sessionId) &&
    (page.beforeSeq === null || entry.seq < page.beforeSeq)

  const found: Entry[] = []
  // A batch is found by the first of its entries, and may have none of those that are wanted.
  for (let beforeSeq = page.beforeSeq; found.length < page.limit; ) {
    const from = queries.map((one) => (beforeSeq === null ? one : one.startAfter(beforeSeq)))
    const documents = (await documentsOf(from)).toSorted(newestFirst).slice(0, page.limit)
    found.push(...documents.flatMap((one) => one.filter(isWanted).toReversed()))
    if (documents.length < page.limit) break
    beforeSeq = documents.at(-1)?.[0]?.seq ?? null
  }
  return found.slice(0, page.limit)
}

/** All that was ever posted for a session, oldest first. */
export async function entriesOf(db: Firestore, sessionId: string): Promise<readonly Entry[]> {
  const documents = await documentsOf(ofSession(db.collection(entries.name), sessionId))
  return documents
    .flat()
    .filter(({ session_id: of }) => of === sessionId)
    .toSorted((one, other) => one.seq - other.seq)
}

/** Its own entries, and the batches that have some. */
const ofSession = (query: Query, sessionId: string): readonly Query[] => [
  query.where('session_id', '==', sessionId),
  query.where('session_ids', 'array-contains', sessionId),
]

/** The entries that each document holds. */
async function documentsOf(queries: readonly Query[]): Promise<readonly (readonly Entry[])[]> {
  const answers = await Promise.all(queries.map((query) => query.get()))
  return answers.flatMap(({ docs }) => docs.map((document) => unpacked(document.data())))
}

const newestFirst = ([one]: readonly Entry[], [other]: readonly Entry[]) =>
  (other?.seq ?? 0) - (one?.seq ?? 0)
