import type { Firestore } from '@google-cloud/firestore'
import { groupCommit } from './group.ts'
import { Memory } from './memory.ts'
import { type TransactAll, together } from './together.ts'
import { Turns } from './turns.ts'
import type { Operation, Transact } from './tx.ts'

export type { Transact, Tx } from './tx.ts'

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
