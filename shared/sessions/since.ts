import type { Firestore } from '@google-cloud/firestore'
import type { Instant } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { tooMany } from '../reports/tooMany.ts'
import { type Session, sessions } from './session.ts'

/** An account's sessions that were created from a moment on; more than a report may read is refused. */
export async function sessionsSince(
  db: Firestore,
  accountId: string,
  from: Instant,
): Promise<readonly Session[]> {
  const { docs } = await db
    .collection(sessions.name)
    .where('account_id', '==', accountId)
    .where('created_at', '>=', from)
    .orderBy('created_at', 'desc')
    .limit(limits.reportRowsMax + 1)
    .get()
  if (docs.length <= limits.reportRowsMax) {
    return docs.map((document) => sessions.schema.parse(document.data()))
  }
  throw tooMany('sessions')
}
