import type { Firestore } from '@google-cloud/firestore'
import { limits } from '../platform/limits.ts'
import { type Pool, pools, type WarmBox, warmBoxes } from './pool.ts'

export const allPools = async (db: Firestore): Promise<readonly Pool[]> =>
  (await db.collection(pools.name).limit(limits.poolsMax).get()).docs.map((document) =>
    pools.schema.parse(document.data()),
  )

export const allWarmBoxes = async (db: Firestore): Promise<readonly WarmBox[]> =>
  (await db.collection(warmBoxes.name).get()).docs.map((document) =>
    warmBoxes.schema.parse(document.data()),
  )

/** Some that wait, in any order. */
export const readyOf = async (db: Firestore, shape: string): Promise<readonly string[]> =>
  (
    await db
      .collection(warmBoxes.name)
      .where('shape', '==', shape)
      .where('status', '==', 'ready')
      .limit(limits.poolSizeMax)
      .get()
  ).docs.map(({ id }) => id)
