import type { Collection } from './collection.ts'

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

/** One caller's part of a commit: `run` gives what to call once the commit stands. */
export interface Operation {
  run(tx: Tx): Promise<() => void>
  refuse(why: unknown): void
}
