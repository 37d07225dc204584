import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import { sha256 } from '../platform/ids.ts'

export const actorKinds = ['passport', 'user', 'admin', 'system', 'anyone'] as const

/** Who did it. Ids only: what says who that is in the world is kept beside the chain, in `Person`. */
export const Actor = z.object({
  kind: z.enum(actorKinds),
  /** Of the passport, the admin key or the user. */
  id: z.string().nullable(),
  user_id: z.string().nullable(),
  /** The beginning of the key: enough to know it again, too little to use it. */
  key: z.string().nullable(),
})
export type Actor = z.output<typeof Actor>

/** What may have to be forgotten. `salt` keeps the few addresses there are from being tried against the commitment. */
export const Person = z.object({
  address: z.string().nullable(),
  agent: z.string().nullable(),
  salt: z.string(),
})
export type Person = z.output<typeof Person>

/** One thing that was done, or refused. It is never changed, but that its `person` may be forgotten. */
export const AuditRecord = z.object({
  id: z.string(),
  /** An account's id, or `deployment` or `strangers`. */
  chain: z.string(),
  /** Its place in the chain, from 1. */
  seq: z.int().min(1),
  at: Timestamp,
  actor: Actor,
  /** `sessions.create`: a route, or what the system did by itself. */
  action: z.string(),
  account_id: z.string().nullable(),
  /** The documents it made, changed or removed, such as `sessions/sess…`; what it was asked of, where it was refused. */
  targets: z.array(z.string()),
  outcome: z.object({ status: z.int(), code: z.string().nullable() }),
  /** Why the system did it. */
  reason: z.string().nullable(),
  /** How many of the same it stands for: refusals of a minute share one record. */
  count: z.int().min(1),
  person: Person.nullable(),
  /** Whose those data are, while they are there. */
  person_of: z.string().nullable(),
  /** The hash of `person`, which stays when that is forgotten. */
  commitment: z.string().nullable(),
  /** The hash of the record before; of the first, 64 zeros. */
  previous: z.string(),
  hash: z.string(),
})
export type AuditRecord = z.output<typeof AuditRecord>

export const auditRecords = collection('audit', AuditRecord)

/** The end of a chain: what the next record follows. */
export const AuditChain = z.object({ id: z.string(), records: z.int(), hash: z.string() })
export type AuditChain = z.output<typeof AuditChain>

export const auditChains = collection('audit_chains', AuditChain, { isHot: true })

export const noHash = '0'.repeat(64)

export const newChain = (id: string): AuditChain => ({ id, records: 0, hash: noHash })

/** Of all that is never forgotten, in an order of its own: Firestore keeps none. */
export function hashOf(record: Omit<AuditRecord, 'hash' | 'person' | 'person_of'>): string {
  const { actor, outcome } = record
  return hashed([
    ...[record.id, record.chain, record.seq, record.at],
    ...[actor.kind, actor.id, actor.user_id, actor.key],
    ...[record.action, record.account_id, record.targets, outcome.status, outcome.code],
    ...[record.reason, record.count, record.commitment, record.previous],
  ])
}

export const commitmentOf = ({ address, agent, salt }: Person): string =>
  hashed([address, agent, salt])

const hashed = (parts: readonly unknown[]) => sha256(JSON.stringify(parts)).toString('hex')
