import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import type { Instant } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import type { Mark } from '../platform/mark.ts'
import { type AuditRecord, auditRecords } from './record.ts'

export interface AuditFilter {
  readonly accountId?: string | undefined
  /** Id of a passport, an admin key or a user; or a kind of actor. */
  readonly actor?: string | undefined
  readonly action?: string | undefined
  /** `sessions/sess…` */
  readonly target?: string | undefined
  readonly outcome?: 'done' | 'refused' | undefined
  readonly from?: Instant | undefined
  /** Itself not included. */
  readonly to?: Instant | undefined
}

/** Records, the newest first. One page looks through so many at the most, so it may be short, or empty, and still have a next. */
export async function listAudit(
  db: Firestore,
  filter: AuditFilter,
  page: { readonly limit: number; readonly after: Mark | null },
): Promise<{ readonly records: readonly AuditRecord[]; readonly next: Mark | null }> {
  let query = narrowed(db, filter)
  if (page.after) query = query.startAfter(page.after.at, page.after.id)
  const window = isServed(filter) ? page.limit : limits.auditScanMax
  const { docs } = await query.limit(window + 1).get()
  const looked = docs.slice(0, window)
  const records: AuditRecord[] = []
  for (const [index, document] of looked.entries()) {
    const record = auditRecords.schema.parse(document.data())
    if (isWanted(record, filter)) records.push(record)
    const isMore = index + 1 < docs.length
    if (records.length === page.limit || index + 1 === looked.length) {
      return { records, next: isMore ? { at: record.at, id: record.id } : null }
    }
  }
  return { records, next: null }
}

/** By what an index serves: the account, one thing more, and the time. The rest is looked at here. */
function narrowed(db: Firestore, filter: AuditFilter): Query {
  let query: Query = db.collection(auditRecords.name)
  if (filter.accountId) query = query.where('account_id', '==', filter.accountId)
  if (filter.target) query = query.where('targets', 'array-contains', filter.target)
  else if (filter.action) query = query.where('action', '==', filter.action)
  if (filter.from) query = query.where('at', '>=', filter.from)
  if (filter.to) query = query.where('at', '<', filter.to)
  return query.orderBy('at', 'desc').orderBy(FieldPath.documentId(), 'desc')
}

/** Whether the query alone finds no more than is wanted. */
const isServed = ({ actor, outcome, target, action }: AuditFilter) =>
  !actor && !outcome && !(target && action)

function isWanted({ actor, action, outcome }: AuditRecord, filter: AuditFilter): boolean {
  const isRefused = outcome.status >= 400
  return (
    (!filter.action || action === filter.action) &&
    (!filter.actor || [actor.kind, actor.id, actor.user_id].includes(filter.actor)) &&
    (!filter.outcome || isRefused === (filter.outcome === 'refused'))
  )
}

/** What was done by or asked of a user whose personal data are still there. */
export async function withPersonOf(
  db: Firestore,
  userId: string,
  limit: number,
): Promise<readonly AuditRecord[]> {
  const { docs } = await db
    .collection(auditRecords.name)
    .where('person_of', '==', userId)
    .limit(limit)
    .get()
  return docs.map((document) => auditRecords.schema.parse(document.data()))
}
