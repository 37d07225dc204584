import type { Firestore, Query } from '@google-cloud/firestore'
import { type Entry, entries } from './entry.ts'

/** An account's entries, newest first. */
export async function listEntries(
  db: Firestore,
  accountId: string,
  filter: { verb?: Entry['verb'] | undefined; sessionId?: string | undefined },
  page: { limit: number; beforeSeq: number | null },
): Promise<readonly Entry[]> {
  let query: Query = db.collection(entries.name).where('account_id', '==', accountId)
  if (filter.verb) query = query.where('verb', '==', filter.verb)
  if (filter.sessionId) query = query.where('session_id', '==', filter.sessionId)
  query = query.orderBy('seq', 'desc')
  if (page.beforeSeq) query = query.startAfter(page.beforeSeq)
  return parsed(await query.limit(page.limit).get())
}

/** All that was ever posted for a session, oldest first. */
export async function entriesOf(db: Firestore, sessionId: string): Promise<readonly Entry[]> {
  const found = await db.collection(entries.name).where('session_id', '==', sessionId).get()
  return parsed(found).toSorted((one, other) => one.seq - other.seq)
}

const parsed = ({ docs }: { docs: readonly { data(): unknown }[] }) =>
  docs.map((document) => entries.schema.parse(document.data()))
