import { LRUCache } from 'lru-cache'
import type { Change } from './overlay.ts'
import type { Stored } from './stored.ts'

/** Hot documents as this process last knew them. */
export class Memory {
  readonly #documents = new LRUCache<string, Stored>({ max: 10_000 })
  readonly #homes = new LRUCache<string, string>({ max: 10_000 })

  get = (path: string) => this.#documents.get(path)

  keep(path: string, stored: Stored | undefined) {
    if (stored) this.#documents.set(path, stored)
    else this.#documents.delete(path)
  }

  forget(changes: readonly Change[]) {
    for (const { path } of changes) this.#documents.delete(path)
  }

  /** The hot document that a group's operations change. */
  homeOf = (group: string) => this.#homes.get(group)

  learnHome(group: string, changes: readonly Change[]) {
    const home = changes.find(({ isHot }) => isHot)
    if (home) this.#homes.set(group, home.path)
    return home
  }
}
