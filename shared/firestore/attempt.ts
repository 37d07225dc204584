import { invariant } from '../platform/faults.ts'
import { type Change, Overlay, pathOf } from './overlay.ts'
import type { Stored } from './stored.ts'
import type { Operation, Tx } from './tx.ts'

/** Where an attempt finds documents. */
export interface Sources {
  /** Read for this attempt. */
  readonly fresh: ReadonlyMap<string, Stored | undefined>
  /** Known from an earlier commit of ours; another process may know better. */
  remembered(path: string): Stored | undefined
  load(path: string): Promise<Stored | undefined>
}

/** What a group of operations would write, and what each would then be told. */
export interface Attempt {
  readonly changes: readonly Change[]
  readonly reads: readonly string[]
  /** What was taken for new without a look: only the commit can tell. */
  readonly guesses: readonly string[]
  /**
   * It says something that no read vouches for, nor the commit would: `memory` when that rests on what
   * we remembered, `guess` when something was refused that took a document for new.
   */
  readonly doubt: 'memory' | 'guess' | undefined
  settle(): void
}

/** `looksFirst`: a creation looks whether the document is there. Without cause to, that saves a read. */
export async function attempt(
  operations: readonly Operation[],
  { fresh, remembered, load }: Sources,
  looksFirst: boolean,
): Promise<Attempt> {
  const trusted = new Set<string>()
  const guesses: string[] = []
  const overlay = new Overlay(async (path) => {
    if (fresh.has(path)) return fresh.get(path)
    const kept = remembered(path)
    if (!kept) return load(path)
    trusted.add(path)
    return kept
  })
  const tx = transactionOver(overlay, looksFirst ? undefined : guesses)
  const outcomes: Outcome[] = []
  for (const operation of operations) outcomes.push(await outcomeOf(operation, tx))
  const changes = overlay.changes()
  const guarded = new Set(changes.map(({ path }) => path))
  return {
    changes,
    reads: overlay.reads(),
    guesses,
    doubt: outcomes.some(({ isGuess }) => isGuess)
      ? 'guess'
      : [...trusted].some((path) => !guarded.has(path))
        ? 'memory'
        : undefined,
    settle: () => {
      for (const { tell } of outcomes) tell()
    },
  }

  /** One after another, not at once: each decides on what those before it left. */
  async function outcomeOf(operation: Operation, tx: Tx): Promise<Outcome> {
    const guessed = guesses.length
    try {
      const tell = await overlay.attempt(() => operation.run(tx))
      return { isAccepted: true, isGuess: false, tell }
    } catch (why) {
      const isGuess = guesses.length > guessed
      return { isAccepted: false, isGuess, tell: () => operation.refuse(why) }
    }
  }
}

interface Outcome {
  readonly isAccepted: boolean
  readonly isGuess: boolean
  readonly tell: () => void
}

const transactionOver = (overlay: Overlay, guesses: string[] | undefined): Tx => ({
  get: (from, id) => overlay.get(from, id),
  async create(into, id, value) {
    if (overlay.knows(into, id)) return false
    if (guesses) guesses.push(pathOf(into, id))
    else if ((await overlay.get(into, id)) !== undefined) return false
    overlay.put(into, id, value)
    return true
  },
  update(into, id, value) {
    invariant(overlay.hasRead(into, id), `${into.name}/${id} is changed and was not read`)
    overlay.put(into, id, value)
  },
  delete(from, id) {
    invariant(overlay.hasRead(from, id), `${from.name}/${id} is removed and was not read`)
    overlay.put(from, id, undefined)
  },
})
