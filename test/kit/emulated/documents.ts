import { FieldValue, Timestamp } from '@google-cloud/firestore'

/** A document as the stand-in keeps it: a frozen copy of what was written. */
export interface Document {
  readonly path: string
  readonly value: Readonly<Record<string, unknown>>
  readonly updateTime: Timestamp
}

export type Write =
  | { readonly kind: 'create'; readonly path: string; readonly value: object }
  | {
      readonly kind: 'update'
      readonly path: string
      readonly value: object
      readonly lastUpdateTime: Timestamp | undefined
    }
  | {
      readonly kind: 'delete'
      readonly path: string
      readonly lastUpdateTime: Timestamp | undefined
    }

/** What Firestore keeps, and the rules by which it lets a commit pass. */
export class Documents {
  readonly #collections = new Map<string, Map<string, Document>>()
  readonly #watchers = new Set<(path: string) => void>()
  #micros = 0

  get = (path: string): Document | undefined => this.#of(path).get(path)

  all = (collection: string): readonly Document[] => [...this.#of(`${collection}/`).values()]

  /** All of them or none: each precondition is looked at before anything is written. */
  commit(writes: readonly Write[]): Timestamp {
    const at = this.now()
    const after = writes.map((write) => ({ write, document: this.#after(write, at) }))
    for (const { write, document } of after) {
      if (document) this.#of(write.path).set(write.path, document)
      else this.#of(write.path).delete(write.path)
    }
    for (const { write } of after) for (const watcher of this.#watchers) watcher(write.path)
    return at
  }

  watch(watcher: (path: string) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Firestore's clock: no two commits are at the same microsecond. */
  now(): Timestamp {
    const micros = Math.floor((performance.timeOrigin + performance.now()) * 1_000)
    this.#micros = Math.max(micros, this.#micros + 1)
    return new Timestamp(Math.floor(this.#micros / 1e6), (this.#micros % 1e6) * 1_000)
  }

  #after(write: Write, at: Timestamp): Document | undefined {
    const before = this.get(write.path)
    if (write.kind === 'create') {
      if (before) throw grpcError(6, `ALREADY_EXISTS: ${write.path}`)
      return { path: write.path, value: fieldsOf(write.value), updateTime: at }
    }
    const { lastUpdateTime } = write
    if (!before) {
      if (lastUpdateTime) throw grpcError(9, `FAILED_PRECONDITION: ${write.path}`)
      if (write.kind === 'delete') return undefined
      throw grpcError(5, `NOT_FOUND: ${write.path}`)
    }
    if (lastUpdateTime && !lastUpdateTime.isEqual(before.updateTime)) {
      throw grpcError(9, `FAILED_PRECONDITION: ${write.path}`)
    }
    if (write.kind === 'delete') return undefined
    return { path: write.path, value: updated(before.value, write.value), updateTime: at }
  }

  #of(path: string): Map<string, Document> {
    const name = path.slice(0, path.indexOf('/'))
    const found = this.#collections.get(name)
    if (found) return found
    const empty = new Map<string, Document>()
    this.#collections.set(name, empty)
    return empty
  }
}

/** As the client tells of a status. */
export const grpcError = (code: number, message: string) =>
  Object.assign(new Error(`${code} ${message}`), { code })

/** The fields an update names take their new values; a name with dots reaches into a map. */
function updated(before: Document['value'], changes: object) {
  const after = { ...before }
  for (const [name, value] of Object.entries(changes)) {
    const [field = name, ...within] = name.split('.')
    if (value instanceof FieldValue) delete after[field]
    else if (within.length === 0) after[field] = copied(value)
    else after[field] = updated(mapIn(after[field]), { [within.join('.')]: value })
  }
  return Object.freeze(after)
}

const mapIn = (value: unknown) => (value instanceof Object ? { ...value } : {})

const fieldsOf = (value: object): Document['value'] => copied({ ...value })

/** Frozen, so that whoever changes what was read or written is found out. */
function copied<T>(value: T): T
function copied(value: unknown): unknown {
  if (value === undefined) throw new Error('Firestore stores no `undefined`')
  if (Array.isArray(value)) return Object.freeze(value.map(copied))
  if (!(value instanceof Object)) return value
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copied(one)])),
  )
}
