import { setTimeout as sleep } from 'node:timers/promises'
import type { Firestore } from '@google-cloud/firestore'
import { LRUCache } from 'lru-cache'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { type Failure, failureOf, write } from './commit.ts'
import { load, Overlay, type Stored } from './overlay.ts'
import type { Operation, Tx } from './transact.ts'

/** Commits groups of operations, keeping hot documents in memory from one commit to the next. */
export function groupCommit(db: Firestore) {
  const hot = new LRUCache<string, Stored>({ max: 10_000 })

  return async function commit(operations: readonly Operation[]): Promise<void> {
    let isChecked = false
    let isFresh = false
    for (let attempt = 1; ; attempt++) {
      const usedHot = new Set<string>()
      const overlay = new Overlay(async (path) => {
        const kept = hot.get(path)
        if (!kept || isFresh) return load(db, path)
        usedHot.add(path)
        return kept
      })
      const outcomes = await runAll(operations, overlay, isChecked)
      const changes = overlay.changes()
      const isRefused = outcomes.some(({ isAccepted }) => !isAccepted)

      // A refusal or a mere look that rests on memory is not to be trusted: another process may know better.
      if (usedHot.size > 0 && (isRefused || changes.length === 0)) {
        isFresh = true
        continue
      }
      const failure = changes.length > 0 ? await attemptWrite() : undefined
      if (!failure) return settle(outcomes)

      for (const path of changes.map(({ collection, id }) => `${collection.name}/${id}`)) {
        hot.delete(path)
      }
      if (failure.kind === 'broken' && operations.length > 1) {
        for (const operation of operations) await commit([operation])
        return
      }
      if (failure.kind === 'broken' || attempt >= limits.transactionAttemptsMax) {
        return refuseAll(operations, failure)
      }
      isChecked ||= failure.kind !== 'outdated'
      isFresh = true
      await sleep(Math.random() * Math.min(500, 5 * 2 ** attempt))

      async function attemptWrite() {
        try {
          for (const { path, stored } of await write(db, changes)) {
            if (stored) hot.set(path, stored)
            else hot.delete(path)
          }
        } catch (cause) {
          return failureOf(cause)
        }
      }
    }
  }
}

type Outcome = { isAccepted: boolean; tell: () => void }

/** In turn, not at once: each operation decides on what those before it left. */
async function runAll(operations: readonly Operation[], overlay: Overlay, isChecked: boolean) {
  const tx = transactionOver(overlay, isChecked)
  const outcomes: Outcome[] = []
  for (const operation of operations) {
    outcomes.push(
      await overlay
        .attempt(() => operation.run(tx))
        .then(
          (tell) => ({ isAccepted: true, tell }),
          (why) => ({ isAccepted: false, tell: () => operation.refuse(why) }),
        ),
    )
  }
  return outcomes
}

const settle = (outcomes: readonly Outcome[]) => {
  for (const { tell } of outcomes) tell()
}

function refuseAll(operations: readonly Operation[], { kind, cause }: Failure) {
  const why =
    kind === 'broken'
      ? cause
      : new Fault('contention', 'too many changes at once; try again', { cause })
  for (const operation of operations) operation.refuse(why)
}

/**
 * `isChecked`: an earlier try of this commit may have gone through, or met a document that was there.
 * Then each creation looks first; without cause to, it does not, which saves a read for each.
 */
const transactionOver = (overlay: Overlay, isChecked: boolean): Tx => ({
  get: (from, id) => overlay.get(from, id),
  async create(into, id, value) {
    if (overlay.knows(into, id)) return false
    if (isChecked && (await overlay.get(into, id)) !== undefined) return false
    overlay.put(into, id, value)
    return true
  },
  update: (into, id, value) => overlay.put(into, id, value),
  delete: (from, id) => overlay.put(from, id, undefined),
})
