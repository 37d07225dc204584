import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { derivedId, newSecret } from '../platform/ids.ts'
import {
  type AuditRecord,
  auditChains,
  auditRecords,
  commitmentOf,
  hashOf,
  newChain,
  type Person,
} from './record.ts'

/** What is to be recorded. Its id says that it is the same, should it be told again. */
export interface Fact
  extends Pick<
    AuditRecord,
    'id' | 'at' | 'actor' | 'action' | 'account_id' | 'targets' | 'outcome'
  > {
  /** Of what concerns no account; the account's own chain otherwise. */
  readonly chain?: 'deployment' | 'strangers'
  readonly reason?: string
  readonly count?: number
  readonly person?: Person
}

/** Adds a record to its chain, in the caller's transaction: what it tells of and the record stand together or not at all. */
export async function append(tx: Tx, fact: Fact): Promise<void> {
  const { chain: shard, person = null, reason = null, count = 1, ...rest } = fact
  const chain = shard ?? fact.account_id ?? 'deployment'
  const found = await tx.get(auditChains, chain)
  const { records, hash: previous } = found ?? newChain(chain)
  const commitment = person && commitmentOf(person)
  const linked = { ...rest, chain, reason, count, commitment, previous, seq: records + 1 }
  const hash = hashOf(linked)
  const beside = { person, person_of: person && fact.actor.user_id }
  if (!(await tx.create(auditRecords, fact.id, { ...linked, ...beside, hash }))) return
  tx.update(auditChains, chain, { id: chain, records: records + 1, hash })
}

export const personOf = (address: string | null, agent: string | null): Person => ({
  address,
  agent,
  salt: newSecret(),
})

/** What the system did to a session by itself, and why. Done again at the same moment it is the same. */
export const actOfSystem = (
  action: string,
  session: { readonly id: string; readonly account_id: string },
  { at, reason }: { readonly at: Instant; readonly reason: string },
): Fact => ({
  id: derivedId('audit', action, session.id, at),
  at,
  actor: { kind: 'system', id: null, user_id: null, key: null },
  action,
  account_id: session.account_id,
  targets: [`sessions/${session.id}`],
  outcome: { status: 200, code: null },
  reason,
})
