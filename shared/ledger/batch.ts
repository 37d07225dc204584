import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { Account } from '../accounts/account.ts'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { type Draft, Entry, entries } from './entry.ts'

/**
 * Entries of sessions that were made at one moment, kept in one document among the entries: however many leases of an
 * account are renewed at once, they cost one write. Each is an entry like any other to whoever reads them.
 */
export const Batch = z.object({
  id: z.string(),
  account_id: z.string(),
  /** Of its first entry; the others follow without a gap. */
  seq: z.int(),
  at: Timestamp,
  /** In the place of its entries' verbs, so that a query for any of them finds it too. */
  verb: z.literal('batch'),
  /** Whose entries it has, each once. */
  session_ids: z.array(z.string()),
  /** `Part`s as JSON: Firestore's client takes longer over hundreds of small values than a sweep over all the rest. */
  entries: z.string(),
})
export type Batch = z.output<typeof Batch>

/** What an entry has that its batch does not say for all. */
const Part = Entry.pick({ id: true, verb: true, session_id: true, note: true, lines: true })
const Parts = z.array(Part)

const batches = collection(entries.name, Batch)

/**
 * Writes drafts that follow on an account as it stood, all of one moment. False when they were written before; an id that
 * comes back with other content is refused (`idempotency_conflict`).
 */
export async function createBatch(
  tx: Tx,
  before: Account,
  drafts: readonly Draft[],
): Promise<boolean> {
  const batch = batchOf(before, drafts)
  if (await tx.create(batches, batch.id, batch)) return true
  const stored = await tx.get(batches, batch.id)
  invariant(stored, `batch ${batch.id} exists and is not there`)
  if (isDeepStrictEqual({ ...stored, at: batch.at }, batch)) return false
  throw new Fault('idempotency_conflict', `${batch.id} was already written with other content`)
}

/** The entries that a document holds: one, or those of a batch in their order. */
export function unpacked(stored: object): readonly Entry[] {
  if (!('entries' in stored)) return [entries.schema.parse(stored)]
  const { account_id, seq, at, entries: parts } = Batch.parse(stored)
  const shared = { account_id, at, expires_at: null, lot_id: null }
  return Parts.parse(JSON.parse(parts)).map((part, index) => ({
    ...part,
    ...shared,
    seq: seq + index,
  }))
}

function batchOf({ id: accountId, entries: count }: Account, drafts: readonly Draft[]): Batch {
  const [first] = drafts
  invariant(first, 'a batch of nothing')
  const isAlike = ({ account_id: of, at, expires_at: expiresAt, lot_id: lotId }: Draft) =>
    of === accountId && at === first.at && expiresAt === null && lotId === null
  invariant(drafts.every(isAlike), 'the entries of a batch are of one account and one moment')
  return {
    // Whoever makes another batch of the same account as it stood comes to the same id.
    id: `batch-${accountId}-${count + 1}`,
    account_id: accountId,
    seq: count + 1,
    at: first.at,
    verb: 'batch',
    session_ids: [...new Set(drafts.flatMap(({ session_id: sessionId }) => sessionId ?? []))],
    entries: JSON.stringify(
      drafts.map(({ id, verb, session_id, note, lines }) => ({
        id,
        verb,
        session_id,
        note,
        lines,
      })),
    ),
  }
}
