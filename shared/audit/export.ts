import type { Firestore } from '@google-cloud/firestore'
import { limits } from '../platform/limits.ts'
import type { Mark } from '../platform/mark.ts'
import { tooMany } from '../reports/tooMany.ts'
import type { AuditRecord } from './record.ts'
import { type AuditFilter, listAudit } from './store.ts'

/** All that a filter finds, the newest first; more than a report may hold is refused. */
export async function allAudit(
  db: Firestore,
  filter: AuditFilter,
): Promise<readonly AuditRecord[]> {
  const all: AuditRecord[] = []
  for (let after: Mark | null = null; ; ) {
    const { records, next } = await listAudit(db, filter, { limit: limits.auditScanMax, after })
    all.push(...records)
    if (all.length > limits.reportRowsMax) throw tooMany('records')
    if (!next) return all
    after = next
  }
}
