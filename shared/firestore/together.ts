import type { Firestore, QueryDocumentSnapshot } from '@google-cloud/firestore'
import { type Attempt, attempt } from './attempt.ts'
import { write } from './commit.ts'
import type { Memory } from './memory.ts'
import { load, type Stored, storedOf } from './stored.ts'
import type { Turns } from './turns.ts'
import type { Transact, Tx } from './tx.ts'

/**
 * Runs `work` for many groups and commits what all of it wrote at once: a commit costs little more for a hundred documents
 * than for one. Each group is given by its hot document as a query just answered it, which is not read again.
 *
 * Where that commit fails, or a group is somebody else's to write at this moment, the group has a transaction of its own.
 * So each stands or fails by itself, and its outcome is told in its place.
 */
export type TransactAll = <T>(
  homes: readonly QueryDocumentSnapshot[],
  work: (tx: Tx, group: string) => Promise<T>,
) => Promise<readonly PromiseSettledResult<T>[]>

export function together({ db, memory, turns, transact, isBusy }: With): TransactAll {
  return async (homes, work) => {
    const tries = await Promise.all(homes.map((home) => tried(home, work)))
    const isDone = await committed(tries.flatMap((one) => one ?? []))
    return Promise.all(
      homes.map(async ({ id }, index) => {
        const told = isDone ? tries[index]?.outcome() : undefined
        return told ?? settled(transact(id, (tx) => work(tx, id)))
      }),
    )
  }

  /** What one group would write; nothing if it goes by itself. */
  async function tried<T>(
    home: QueryDocumentSnapshot,
    work: (tx: Tx, group: string) => Promise<T>,
  ): Promise<Try<T> | undefined> {
    const stored = storedOf(home)
    if (!stored || isBusy(home.id) || !turns.isOurs(stored)) return undefined
    let outcome: PromiseSettledResult<T> | undefined
    const operation = {
      async run(tx: Tx) {
        const value = await work(tx, home.id)
        return () => {
          outcome = { status: 'fulfilled', value }
        }
      },
      refuse(reason: unknown) {
        outcome = { status: 'rejected', reason }
      },
    }
    const sources = {
      fresh: new Map<string, Stored | undefined>([[home.ref.path, stored]]),
      remembered: () => undefined,
      load: (path: string) => load(db, path),
    }
    const next = await attempt([operation], sources, false)
    if (next.doubt) return undefined
    next.settle()
    return { group: home.id, next, outcome: () => outcome }
  }

  async function committed(tries: readonly Try<unknown>[]): Promise<boolean> {
    const changes = tries.flatMap(({ next }) => next.changes)
    if (changes.length === 0) return true
    try {
      for (const { path, stored } of await write(db, changes, turns.writersOver)) {
        memory.keep(path, stored)
      }
      for (const { group, next } of tries) memory.learnHome(group, next.changes)
      return true
    } catch {
      // Whatever it was, each finds out for itself.
      memory.forget(changes)
      return false
    }
  }
}

interface With {
  readonly db: Firestore
  readonly memory: Memory
  readonly turns: Turns
  readonly transact: Transact
  /** Whether a group has operations of its own under way here. */
  isBusy(group: string): boolean
}

interface Try<T> {
  readonly group: string
  readonly next: Attempt
  /** How its work went, which counts once it is committed. */
  outcome(): PromiseSettledResult<T> | undefined
}

const settled = <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> =>
  work.then(
    (value) => ({ status: 'fulfilled', value }),
    (reason: unknown) => ({ status: 'rejected', reason }),
  )
