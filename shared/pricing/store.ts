import type { Firestore } from '@google-cloud/firestore'
import type { Transact } from '../firestore/transact.ts'
import { type Instant, secondsBetween } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { inForce, type PriceList, priceLists } from './list.ts'
import { shipped } from './shipped.ts'

/** Every version, the newest first. A deployment that has none gets the shipped one. */
export async function priceVersions(
  db: Firestore,
  transact: Transact,
): Promise<readonly PriceList[]> {
  const { docs } = await db
    .collection(priceLists.name)
    .orderBy('effective_from', 'desc')
    .limit(limits.priceVersionsMax)
    .get()
  if (docs.length > 0) return docs.map((document) => priceLists.schema.parse(document.data()))
  await transact(priceLists.name, (tx) => tx.create(priceLists, shipped.version, shipped))
  return [shipped]
}

/**
 * Answers the list in force at a moment. The versions are kept in memory, and read again less often than
 * a new one is announced ahead, so none is missed.
 */
export function priceBook(db: Firestore, transact: Transact) {
  let kept: { readAt: Instant; versions: Promise<readonly PriceList[]> } | undefined
  return async (now: Instant): Promise<PriceList> => {
    if (!kept || secondsBetween(kept.readAt, now) >= limits.priceCacheSeconds) {
      kept = { readAt: now, versions: priceVersions(db, transact) }
    }
    const reading = kept
    try {
      return inForce(await reading.versions, now) ?? shipped
    } catch (cause) {
      if (kept === reading) kept = undefined
      throw cause
    }
  }
}
