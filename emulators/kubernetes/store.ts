import { EventEmitter } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import type { Kind } from './kinds.ts'
import type { State, Stored } from './state.ts'

/** The place of an object: its kind, and the namespace that it is in, empty where it is in none. */
export interface Place {
  readonly kind: Kind
  readonly namespace: string
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly kind: Kind
  readonly object: Stored
  /** What it was before. */
  readonly before: Stored | undefined
  readonly version: number
}

/** The objects, what lately became of them, and who is told of it: what etcd is to a cluster. */
export class Store {
  readonly #state: State
  readonly #save: () => void
  readonly #told = new EventEmitter<{ change: [Change] }>().setMaxListeners(0)
  #history: Change[] = []
  /** Changes up to this version are forgotten. */
  #forgotten: number

  constructor(state: State, save: () => void) {
    this.#state = state
    this.#save = save
    this.#forgotten = state.version
  }

  get version(): number {
    return this.#state.version
  }

  get({ kind, namespace }: Place, name: string): Stored | undefined {
    return this.#state.objects[keyOf({ kind, namespace }, name)]
  }

  /** In every namespace, where none is said. */
  all({ kind, namespace }: Place): readonly Stored[] {
    const prefix = namespace === '' ? `${kind.plural}/` : `${kind.plural}/${namespace}/`
    return Object.entries(this.#state.objects).flatMap(([key, object]) =>
      key.startsWith(prefix) ? [object] : [],
    )
  }

  everything(): readonly Stored[] {
    return Object.values(this.#state.objects)
  }

  /** Everything in a namespace, of whatever kind. */
  within(namespace: string): readonly Stored[] {
    return this.everything().filter(({ metadata }) => metadata.namespace === namespace)
  }

  /** Gives it the next resource version, unless nothing of it changes. */
  put(kind: Kind, told: Stored): Stored {
    const place = { kind, namespace: told.metadata.namespace ?? '' }
    const before = this.get(place, told.metadata.name)
    if (before && isSame(before, told)) return before
    const object = this.#versioned(told)
    this.#state.objects[keyOf(place, told.metadata.name)] = object
    this.#tell({ type: before ? 'MODIFIED' : 'ADDED', kind, object, before })
    return object
  }

  remove(kind: Kind, gone: Stored): Stored {
    const object = this.#versioned(gone)
    const place = { kind, namespace: gone.metadata.namespace ?? '' }
    delete this.#state.objects[keyOf(place, gone.metadata.name)]
    this.#tell({ type: 'DELETED', kind, object, before: gone })
    return object
  }

  /** Nothing where that is too long ago to know. */
  since(version: number): readonly Change[] | undefined {
    if (version < this.#forgotten) return undefined
    return this.#history.filter((change) => change.version > version)
  }

  /** What etcd does after five minutes: whoever watches from an earlier version is told to list again. */
  forget(): void {
    this.#forgotten = this.version
    this.#history = []
  }

  /** Until what is returned is called. */
  listen(hear: (change: Change) => void): () => void {
    this.#told.on('change', hear)
    return () => void this.#told.off('change', hear)
  }

  #versioned(object: Stored): Stored {
    this.#state.version += 1
    const resourceVersion = String(this.#state.version)
    return { ...object, metadata: { ...object.metadata, resourceVersion } }
  }

  #tell(told: Omit<Change, 'version'>) {
    const change = { ...told, version: this.version }
    this.#history.push(change)
    if (this.#history.length > historyLengthMax) {
      this.#forgotten = this.#history.shift()?.version ?? this.#forgotten
    }
    this.#save()
    this.#told.emit('change', change)
  }
}

const keyOf = ({ kind, namespace }: Place, name: string) => `${kind.plural}/${namespace}/${name}`

/** In whatever order its fields are. */
const isSame = (one: Stored, other: Stored) =>
  isDeepStrictEqual(
    JSON.parse(JSON.stringify(one)),
    JSON.parse(
      JSON.stringify({
        ...other,
        metadata: { ...other.metadata, resourceVersion: one.metadata.resourceVersion },
      }),
    ),
  )

const historyLengthMax = 10_000
