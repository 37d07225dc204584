import type { FieldPath, Firestore, Timestamp } from '@google-cloud/firestore'
import type { Document, Documents, Write } from './documents.ts'
import type { Outside } from './outside.ts'
import { answer, type Question } from './query.ts'

/**
 * Firestore as one process sees it, as far as `shared/` uses it; `firestore.test.ts` holds it against the
 * emulator. What is not here throws: nothing is pretended.
 */
export function databaseOver(documents: Documents, outside: Outside): Firestore {
  const doc = (path: string): Reference => ({
    path,
    id: path.slice(path.indexOf('/') + 1),
    get: () => outside(`read ${path}`, () => snapshot(path)),
    delete: () =>
      outside(`delete ${path}`, () =>
        documents.commit([{ kind: 'delete', path, lastUpdateTime: undefined }]),
      ),
    update: (value: object) =>
      outside(`update ${path}`, () =>
        documents.commit([{ kind: 'update', path, value, lastUpdateTime: undefined }]),
      ),
    onSnapshot: (next, refuse) => {
      const tell = () => outside(`hear of ${path}`, () => snapshot(path)).then(next, refuse)
      const stop = documents.watch((changed) => changed === path && tell())
      tell()
      return stop
    },
  })
  const snapshot = (path: string): Snapshot => snapshotOf(doc(path), documents)

  const query = (collection: string, question: Question): Query => {
    const more = (part: Partial<Question>) => query(collection, { ...question, ...part })
    return {
      where: (...filter) => more({ filters: [...question.filters, filter] }),
      orderBy: (field, direction = 'asc') =>
        more({ orders: [...question.orders, [field, direction]] }),
      startAfter: (...startAfter) => more({ startAfter }),
      startAt: (...startAt) => more({ startAt }),
      endBefore: (...endBefore) => more({ endBefore }),
      limit: (limit) => more({ limit }),
      get: () =>
        outside(`query ${collection}`, () => {
          const docs = answer(documents.all(collection), question).map(({ path }) => snapshot(path))
          return { docs, size: docs.length, empty: docs.length === 0 }
        }),
    }
  }

  const database = {
    doc,
    collection: (name: string) => ({
      doc: (id: string) => doc(`${name}/${id}`),
      ...query(name, { filters: [], orders: [], startAfter: [], limit: Number.POSITIVE_INFINITY }),
    }),
    getAll: (...references: readonly Reference[]) =>
      outside(`read ${references.map(({ path }) => path).join(' ')}`, () =>
        references.map(({ path }) => snapshot(path)),
      ),
    batch: () => batchOver(documents, outside),
    terminate: async () => undefined,
  }
  // The one place that says so: the client's class has private members no stand-in can have.
  return database as unknown as Firestore
}

function batchOver(documents: Documents, outside: Outside): Batch {
  const writes: Write[] = []
  const batch: Batch = {
    create: ({ path }, value) => added({ kind: 'create', path, value }),
    update: ({ path }, value, { lastUpdateTime } = {}) =>
      added({ kind: 'update', path, value, lastUpdateTime }),
    delete: ({ path }, { lastUpdateTime } = {}) => added({ kind: 'delete', path, lastUpdateTime }),
    commit: () =>
      outside(`commit ${writes.map(({ path }) => path).join(' ')}`, () => {
        const writeTime = documents.commit(writes)
        return writes.map(() => ({ writeTime }))
      }),
  }
  const added = (write: Write) => {
    writes.push(write)
    return batch
  }
  return batch
}

function snapshotOf(ref: Reference, documents: Documents): Snapshot {
  const document: Document | undefined = documents.get(ref.path)
  return {
    ref,
    id: ref.id,
    exists: document !== undefined,
    updateTime: document?.updateTime,
    readTime: documents.now(),
    data: () => document?.value,
  }
}

interface Precondition {
  readonly lastUpdateTime?: Timestamp
}
interface Batch {
  create(ref: Reference, value: object): Batch
  update(ref: Reference, value: object, precondition?: Precondition): Batch
  delete(ref: Reference, precondition?: Precondition): Batch
  commit(): Promise<readonly { writeTime: Timestamp }[]>
}
interface Reference {
  readonly path: string
  readonly id: string
  get(): Promise<Snapshot>
  delete(): Promise<Timestamp>
  update(value: object): Promise<Timestamp>
  onSnapshot(next: (snapshot: Snapshot) => void, refuse: (cause: unknown) => void): () => void
}
interface Snapshot {
  readonly ref: Reference
  readonly id: string
  readonly exists: boolean
  readonly updateTime: Timestamp | undefined
  readonly readTime: Timestamp
  data(): Document['value'] | undefined
}
interface Query {
  where(...filter: Question['filters'][number]): Query
  orderBy(field: string | FieldPath, direction?: 'asc' | 'desc'): Query
  startAfter(...values: readonly unknown[]): Query
  startAt(...values: readonly unknown[]): Query
  endBefore(...values: readonly unknown[]): Query
  limit(limit: number): Query
  get(): Promise<{ docs: readonly Snapshot[]; size: number; empty: boolean }>
}
