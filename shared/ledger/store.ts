import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import type { Mark } from '../platform/mark.ts'
import { type Entry, entries } from './entry.ts'

/** An account's entries, newest first. */
export async function listEntries(
  db: Firestore,
  accountId: string,
  page: { limit: number; after: Mark | null },
): Promise<readonly Entry[]> {
  let query: Query = db
    .collection(entries.name)
    .where('account_id', '==', accountId)
    .orderBy('at', 'desc')
    .orderBy(FieldPath.documentId(), 'desc')
  if (page.after) query = query.startAfter(page.after.at, page.after.id)
  return parsed(await query.limit(page.limit).get())
}

/** All that was ever posted for a session, oldest first. */
export async function entriesOf(db: Firestore, sessionId: string): Promise<readonly Entry[]> {
  const found = await db.collection(entries.name).where('session_id', '==', sessionId).get()
  return parsed(found).toSorted((one, other) => byTurn(one, other))
}

const byTurn = (one: Entry, other: Entry) =>
  one.at.localeCompare(other.at) || order.indexOf(one.verb) - order.indexOf(other.verb)

const order: readonly Entry['verb'][] = ['grant', 'hold', 'settle', 'release']

const parsed = ({ docs }: { docs: readonly { data(): unknown }[] }) =>
  docs.map((document) => entries.schema.parse(document.data()))
