import type { Firestore, Timestamp } from '@google-cloud/firestore'
import { invariant } from '../platform/faults.ts'
import type { Collection } from './collection.ts'

/** A document as Firestore had it; `updateTime` is what a later write of it insists on. */
export interface Stored {
  readonly value: unknown
  readonly updateTime: Timestamp
}

export interface Change {
  readonly collection: Collection<unknown>
  readonly id: string
  readonly before: Stored | undefined
  /** `undefined` deletes it. */
  readonly after: unknown
}

/** Documents of a transaction in the making: what was read, and what would be written over it. */
export class Overlay {
  readonly #stored = new Map<string, Stored | undefined>()
  readonly #changes = new Map<string, Change>()
  readonly #load: (path: string) => Promise<Stored | undefined>

  constructor(load: (path: string) => Promise<Stored | undefined>) {
    this.#load = load
  }

  async get<T>(from: Collection<T>, id: string): Promise<T | undefined> {
    const path = pathOf(from, id)
    const change = this.#changes.get(path)
    if (change) return parsed(from, change.after)
    if (!this.#stored.has(path)) this.#stored.set(path, await this.#load(path))
    return parsed(from, this.#stored.get(path)?.value)
  }

  put<T>(into: Collection<T>, id: string, after: T | undefined) {
    const path = pathOf(into, id)
    this.#changes.set(path, { collection: into, id, before: this.#stored.get(path), after })
  }

  /** Whether this transaction read the document or made it. */
  knows<T>(from: Collection<T>, id: string): boolean {
    const path = pathOf(from, id)
    return this.#changes.has(path) || this.#stored.get(path) !== undefined
  }

  /** Runs one operation; when it throws, nothing it changed stays. */
  async attempt<R>(work: () => Promise<R>): Promise<R> {
    const before = new Map(this.#changes)
    try {
      return await work()
    } catch (cause) {
      this.#changes.clear()
      for (const [path, change] of before) this.#changes.set(path, change)
      throw cause
    }
  }

  /** What is to be written. A document both made and removed here is neither. */
  changes(): readonly Change[] {
    return [...this.#changes.values()].filter(({ before, after }) => before || after !== undefined)
  }
}

export const pathOf = (from: { readonly name: string }, id: string) => `${from.name}/${id}`

export async function load(db: Firestore, path: string): Promise<Stored | undefined> {
  const snapshot = await db.doc(path).get()
  if (!snapshot.exists) return undefined
  invariant(snapshot.updateTime, `${path} exists without an update time`)
  return { value: snapshot.data(), updateTime: snapshot.updateTime }
}

const parsed = <T>(from: Collection<T>, value: unknown): T | undefined =>
  value === undefined ? undefined : from.schema.parse(value)
