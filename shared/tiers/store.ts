import type { Firestore } from '@google-cloud/firestore'
import { read } from '../firestore/collection.ts'
import type { Clock } from '../platform/clock.ts'
import { keptFor } from '../platform/kept.ts'
import { limits } from '../platform/limits.ts'
import { shippedTiers, type TierTable, tierTableId, tierTables } from './tier.ts'

export const readTiers = async (db: Firestore): Promise<TierTable> =>
  (await read(db, tierTables, tierTableId))?.tiers ?? shippedTiers

/** The tiers in force, read again every `tierCacheSeconds`. */
export function tierBook(db: Firestore, clock: Clock): () => Promise<TierTable> {
  const known = keptFor<typeof tierTableId, TierTable>(limits.tierCacheSeconds, clock)
  return () => known(tierTableId, () => readTiers(db))
}
