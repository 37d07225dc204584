import type { Firestore } from '@google-cloud/firestore'
import type { Collection } from './collection.ts'
import { groupCommit } from './group.ts'
import { Memory } from './memory.ts'
import { type TransactAll, together } from './together.ts'
import { Turns } from './turns.ts'

/** One atomic change of several documents. Work may run again, so it changes nothing but through its `tx`. */
export interface Tx {
  get<T extends object>(from: Collection<T>, id: string): Promise<T | undefined>
  /**
   * Makes a document. False, and nothing done, when it is there already: how an operation that was
   * repeated learns that it had succeeded before.
   */
  create<T extends object>(into: Collection<T>, id: string, value: T): Promise<boolean>
  /** Replaces a document this transaction has read, or that it found absent; refused at commit if anyone changed it since. */
  update<T extends object>(into: Collection<T>, id: string, value: T): void
  delete<T extends object>(from: Collection<T>, id: string): void
}

/**
 * Runs `work` and commits what it wrote, all or nothing, or throws what it threw.
 *
 * Operations that share a `group` (an account) and are pending together become one commit: each sees
 * what those before it wrote, and one that throws refuses alone. Nothing is locked: every document
 * written carries the version it was read at, and a commit that comes too late is computed again.
 * Documents read and not written are not guarded, so a rule over two documents writes both.
 */
export type Transact = <T>(group: string, work: (tx: Tx) => Promise<T>) => Promise<T>

export const transactor = (db: Firestore): Transact => transactors(db).transact

/** Both ways to write, over one memory of what was written. */
export function transactors(db: Firestore): { transact: Transact; transactAll: TransactAll } {
  const memory = new Memory()
  const turns = new Turns(db)
  const commit = groupCommit(db, memory, turns)
  const queues = new Map<string, Operation[]>()

  async function drain(group: string, queue: Operation[]) {
    while (queue.length > 0) await commit(group, queue)
    queues.delete(group)
  }

  const transact: Transact = (group, work) =>
    new Promise((resolve, reject) => {
      const operation: Operation = {
        async run(tx) {
          const result = await work(tx)
          return () => resolve(result)
        },
        refuse: reject,
      }
      const queue = queues.get(group)
      if (queue) return queue.push(operation)
      const fresh = [operation]
      queues.set(group, fresh)
      // What is asked for in the same turn joins this first commit.
      queueMicrotask(() => drain(group, fresh))
    })
  const isBusy = (group: string) => queues.has(group)
  return { transact, transactAll: together({ db, memory, turns, transact, isBusy }) }
}

/** One caller's part of a commit: `run` gives what to call once the commit stands. */
export interface Operation {
  run(tx: Tx): Promise<() => void>
  refuse(why: unknown): void
}
