import type { Collection } from './collection.ts'
import type { Stored } from './stored.ts'

export interface Change {
  readonly path: string
  readonly isHot: boolean
  readonly before: Stored | undefined
  /** `undefined` deletes it. */
  readonly after: object | undefined
}

/** Documents of a transaction in the making: what was read, and what would be written over it. */
export class Overlay {
  readonly #stored = new Map<string, Stored | undefined>()
  readonly #changes = new Map<string, Change>()
  readonly #load: (path: string) => Promise<Stored | undefined>
  /** What the operation that runs now has changed, as it was before. */
  #undo: [path: string, change: Change | undefined][] = []

  constructor(load: (path: string) => Promise<Stored | undefined>) {
    this.#load = load
  }

  async get<T extends object>(from: Collection<T>, id: string): Promise<T | undefined> {
    const path = pathOf(from, id)
    const change = this.#changes.get(path)
    if (change) return change.after && from.open(change.after)
    if (!this.#stored.has(path)) this.#stored.set(path, await this.#load(path))
    const stored = this.#stored.get(path)
    return stored && from.open(stored.value)
  }

  put<T extends object>(into: Collection<T>, id: string, after: T | undefined) {
    const path = pathOf(into, id)
    if (after) into.trust(after)
    this.#undo.push([path, this.#changes.get(path)])
    const before = this.#stored.get(path)
    this.#changes.set(path, { path, isHot: into.isHot === true, before, after })
  }

  /** Whether this transaction read the document or made it. */
  knows<T extends object>(from: Collection<T>, id: string): boolean {
    const path = pathOf(from, id)
    const change = this.#changes.get(path)
    return change ? change.after !== undefined : this.#stored.get(path) !== undefined
  }

  /** Whether this transaction knows what it writes over, be that nothing. */
  hasRead<T extends object>(from: Collection<T>, id: string): boolean {
    const path = pathOf(from, id)
    return this.#changes.has(path) || this.#stored.has(path)
  }

  /** Runs one operation; when it throws, nothing it changed stays. */
  async attempt<R>(work: () => Promise<R>): Promise<R> {
    this.#undo = []
    try {
      return await work()
    } catch (cause) {
      for (const [path, change] of this.#undo.reverse()) {
        if (change) this.#changes.set(path, change)
        else this.#changes.delete(path)
      }
      throw cause
    }
  }

  /** What is to be written. A document both made and removed here is neither. */
  changes(): readonly Change[] {
    return [...this.#changes.values()].filter(({ before, after }) => before || after)
  }

  /** The paths of all that was read. */
  reads(): readonly string[] {
    return [...this.#stored.keys()]
  }
}

export const pathOf = (from: { readonly name: string }, id: string) => `${from.name}/${id}`
