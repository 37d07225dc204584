import { setTimeout as sleep } from 'node:timers/promises'
import type { Firestore } from '@google-cloud/firestore'
import { Fault } from '../platform/faults.ts'
import { limits } from '../platform/limits.ts'
import { type Attempt, attempt, type Sources } from './attempt.ts'
import { type Failure, failureOf, write } from './commit.ts'
import type { Memory } from './memory.ts'
import { load, loadAll, type Stored } from './stored.ts'
import type { Turns } from './turns.ts'
import type { Operation } from './tx.ts'

/** Commits a group's pending operations together, as often as it takes until that stands. */
export function groupCommit(db: Firestore, memory: Memory, turns: Turns) {
  /** Takes what it commits out of `pending`, and tells each operation how it went. */
  return async function commit(group: string, pending: Operation[]): Promise<void> {
    const operations = pending.splice(0, limits.transactionGroupMax)
    try {
      const failure = await commitAll(group, operations, pending)
      if (failure?.kind !== 'broken' || operations.length === 1) refuse(operations, failure)
      else for (const operation of operations) await commit(group, [operation])
    } catch (cause) {
      for (const operation of operations) operation.refuse(cause)
    }
  }

  async function commitAll(group: string, operations: Operation[], pending: Operation[]) {
    const giveUpAt = performance.now() + limits.transactionSecondsMax * 1_000
    let doubt: Doubt = { isFresh: false, looksFirst: false, paths: [] }
    for (let losses = 0; ; ) {
      const sources = await sourcesFor(group, doubt)
      operations.push(...pending.splice(0, limits.transactionGroupMax - operations.length))
      const from = performance.now()
      const next = await attempt(operations, sources, doubt.looksFirst)
      if (next.doubt) {
        doubt = next.doubt === 'guess' ? looking(next) : { ...doubt, isFresh: true }
        continue
      }
      const failure = await written(next)
      turns.took(performance.now() - from)
      const home = memory.learnHome(group, next.changes)
      if (!failure) return void next.settle()

      memory.forget(next.changes)
      losses += 1
      if (failure.kind === 'broken' || performance.now() > giveUpAt) return failure
      doubt = doubtAfter(doubt, failure, next)
      if (failure.kind === 'unknown' || !home?.before) await pause(losses)
      else if (losses > 1) await turns.knock(home.path, home.before)
    }
  }

  /** Reads what must be read, once it is this process's turn. */
  async function sourcesFor(group: string, { isFresh, paths }: Doubt): Promise<Sources> {
    const fresh = new Map<string, Stored | undefined>()
    const remembered = (path: string) => (isFresh ? undefined : memory.get(path))
    const home = memory.homeOf(group)
    if (home) {
      const kept = remembered(home)
      const first = kept ?? (await load(db, home))
      const stored = first && (await turns.wait(home, first, !kept))
      if (!kept || stored !== kept) fresh.set(home, stored)
    }
    const rest = paths.filter((path) => !fresh.has(path))
    for (const [path, stored] of await loadAll(db, rest)) fresh.set(path, stored)
    return { fresh, remembered, load: (path) => load(db, path) }
  }

  async function written({ changes }: Attempt): Promise<Failure | undefined> {
    if (changes.length === 0) return undefined
    try {
      const results = await write(db, changes, (before) => turns.writersOver(before))
      for (const { path, stored } of results) memory.keep(path, stored)
      return undefined
    } catch (cause) {
      return failureOf(cause)
    }
  }
}

/** What the next attempt must not take on trust. */
interface Doubt {
  readonly isFresh: boolean
  readonly looksFirst: boolean
  /** To be read beforehand, in one answer: the longer an attempt reads, the likelier it comes too late. */
  readonly paths: readonly string[]
}

/** Where a document may be there already (from an earlier try of this very commit, say) we look. */
const doubtAfter = (doubt: Doubt, { kind }: Failure, next: Attempt): Doubt =>
  doubt.looksFirst || kind !== 'outdated'
    ? looking(next)
    : { isFresh: true, looksFirst: false, paths: next.reads }

const looking = ({ reads, guesses }: Attempt): Doubt => ({
  isFresh: true,
  looksFirst: true,
  paths: [...reads, ...guesses],
})

const pause = (losses: number) => sleep(Math.random() * Math.min(500, 5 * 2 ** losses))

function refuse(operations: readonly Operation[], failure: Failure | undefined) {
  if (!failure) return
  const { kind, cause } = failure
  const why =
    kind === 'broken'
      ? cause
      : new Fault('contention', 'too many changes at once; try again', { cause })
  for (const operation of operations) operation.refuse(why)
}
