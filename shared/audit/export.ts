import type { Firestore } from '@google-cloud/firestore'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import type { Mark } from '../platform/mark.ts'
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
    if (all.length > limits.reportRowsMax) {
      const why = `there are more than ${limits.reportRowsMax} records in that time; ask for less of it`
      throw new Fault('too_many_rows', why)
    }
    if (!next) return all
    after = next
  }
}
