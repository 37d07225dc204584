import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import { type Clock, epochMs } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { shippedTiers, type TierTable, tierTableId, tierTables } from './tier.ts'

export const readTiers = async (db: Firestore): Promise<TierTable> =>
  (await read(db, tierTables, tierTableId))?.tiers ?? shippedTiers

/** The tiers in force, read again every `tierCacheSeconds`. */
export function tierBook(db: Firestore, clock: Clock): () => Promise<TierTable> {
  let kept: { at: number; table: Promise<TierTable> } | undefined
  return async () => {
    const now = epochMs(clock.now())
    if (!kept || now - kept.at >= limits.tierCacheSeconds * 1_000) {
      kept = { at: now, table: readTiers(db) }
    }
    const reading = kept
    try {
      return await reading.table
    } catch (cause) {
      if (kept === reading) kept = undefined
      throw cause
    }
  }
}
