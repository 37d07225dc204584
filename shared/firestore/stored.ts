import type { DocumentSnapshot, Firestore, Timestamp } from '@google-cloud/firestore'
import { invariant } from '../platform/faults.ts'
import { noWriters, Writers, writersField } from './writers.ts'

/** A document as Firestore had it at a moment. */
export interface Stored {
  readonly value: object
  /** What a later write of it insists on. */
  readonly updateTime: Timestamp
  readonly writers: Writers
  readonly asOf: Moment
}

/** One moment by two clocks: Firestore's, in microseconds, and this process's. */
interface Moment {
  readonly micros: number
  readonly hereMs: number
}

export const momentOf = ({ seconds, nanoseconds }: Timestamp): Moment => ({
  micros: seconds * 1_000_000 + Math.floor(nanoseconds / 1_000),
  hereMs: performance.now(),
})

/** The time by Firestore's clock, as far as can be known here. */
export const nowOf = ({ asOf }: Stored): number =>
  asOf.micros + (performance.now() - asOf.hereMs) * 1_000

export const load = async (db: Firestore, path: string) => storedOf(await db.doc(path).get())

/** Many documents in one answer. */
export async function loadAll(
  db: Firestore,
  paths: readonly string[],
): Promise<readonly [path: string, stored: Stored | undefined][]> {
  if (paths.length === 0) return []
  const snapshots = await db.getAll(...paths.map((path) => db.doc(path)))
  return snapshots.map((snapshot) => [snapshot.ref.path, storedOf(snapshot)])
}

/** What was read, if it is there. */
export function storedOf(snapshot: DocumentSnapshot): Stored | undefined {
  if (!snapshot.exists) return undefined
  const { ref, updateTime, readTime } = snapshot
  invariant(updateTime, `${ref.path} exists without an update time`)
  const { [writersField]: writers, ...value } = snapshot.data() ?? {}
  return {
    value,
    updateTime,
    writers: writers === undefined ? noWriters : Writers.parse(writers),
    asOf: momentOf(readTime),
  }
}
