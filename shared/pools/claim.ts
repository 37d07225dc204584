import type { Firestore } from '@google-cloud/firestore'
import type { Tx } from '../firestore/transact.ts'
import { type Clock, epochMs, type Instant, secondsBetween } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { shapeOf, type WarmBox, warmBoxes } from './pool.ts'
import { allPools, readyOf } from './store.ts'

/** Ids of boxes of a shape that may be had: a hint, looked up before the transaction that takes one. */
export type Waiting = (shape: string) => Promise<readonly string[]>

/** Which shapes have a pool is asked now and then, so that a deployment without pools pays nothing for them. */
export function waitingBoxes(db: Firestore, clock: Clock): Waiting {
  let known: { shapes: Promise<ReadonlySet<string>>; untilMs: number } | undefined
  const shapes = () => {
    const nowMs = epochMs(clock.now())
    if (!known || nowMs >= known.untilMs) {
      const asked = allPools(db).then((found) => new Set(found.map(shapeOf)))
      known = { shapes: asked, untilMs: nowMs + limits.poolCacheSeconds * 1_000 }
      asked.catch(() => {
        known = undefined
      })
    }
    return known.shapes
  }
  return async (shape) => {
    if (!(await shapes()).has(shape)) return []
    const found = [...(await readyOf(db, shape))]
    // Each create begins elsewhere, so that those of a moment seldom want the same one.
    const start = Math.floor(Math.random() * found.length)
    return [...found.slice(start), ...found.slice(0, start)].slice(0, limits.poolClaimTriesMax)
  }
}

/** Takes one of these for a session, in the session's own commit: no two sessions get the same. */
export async function claim(
  tx: Tx,
  candidates: readonly string[],
  shape: string,
  sessionId: string,
  at: Instant,
): Promise<WarmBox | undefined> {
  for (const id of candidates) {
    const box = await tx.get(warmBoxes, id)
    if (box?.status !== 'ready' || box.shape !== shape) continue
    if (secondsBetween(at, box.expires_at) < limits.warmBoxSecondsMin) continue
    const claimed: WarmBox = { ...box, status: 'claimed', session_id: sessionId, claimed_at: at }
    tx.update(warmBoxes, id, claimed)
    return claimed
  }
  return undefined
}
