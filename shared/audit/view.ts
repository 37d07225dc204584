import { stringify } from 'csv-stringify/sync'
import type * as z from 'zod'
import type { listAudit } from '../contract/audit.ts'
import type { AuditRecord } from './record.ts'

type View = z.output<typeof listAudit.output>['records'][number]

/** A record as its account sees it: where an administrator sat is not its business. */
export const viewOfAccount = (record: AuditRecord): View => ({
  ...viewRecord(record),
  ...(record.actor.kind === 'admin' ? { address: null, user_agent: null } : {}),
})

export const viewRecord = (record: AuditRecord): View => ({
  id: record.id,
  chain: record.chain,
  seq: record.seq,
  at: record.at,
  actor: record.actor,
  action: record.action,
  account_id: record.account_id,
  targets: record.targets,
  outcome: record.outcome,
  reason: record.reason,
  count: record.count,
  address: record.person?.address ?? null,
  user_agent: record.person?.agent ?? null,
  hash: record.hash,
})

/** With a header line. A text that a spreadsheet would take for a formula is quoted as text. */
export const csvOfRecords = (records: readonly View[]): string =>
  stringify(records.map(rowOf), { header: true, columns: [...columns], escape_formulas: true })

const columns = [
  ...['at', 'account_id', 'actor', 'key', 'user_id', 'action', 'targets', 'status', 'code'],
  ...['reason', 'count', 'address', 'user_agent', 'chain', 'seq', 'hash'],
] as const

const rowOf = ({ actor, outcome, targets, ...record }: View) => ({
  ...record,
  actor: actor.kind,
  key: actor.key,
  user_id: actor.user_id,
  targets: targets.join(' '),
  status: outcome.status,
  code: outcome.code,
})
