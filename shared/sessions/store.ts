import type { Firestore, Query } from '@google-cloud/firestore'
import { newest, type Slice } from '../firestore/newest.ts'
import { type Session, sessions } from './session.ts'
import type { Status } from './states.ts'

export interface Filter {
  readonly status?: Status | undefined
  readonly workspaceId?: string | undefined
  /** `name=value`. */
  readonly label?: string | undefined
}

/** An account's sessions, or with null everybody's, newest first. */
export function listSessions(
  db: Firestore,
  accountId: string | null,
  filter: Filter,
  slice: Slice,
): Promise<readonly Session[]> {
  let query: Query = db.collection(sessions.name)
  if (accountId !== null) query = query.where('account_id', '==', accountId)
  if (filter.status) query = query.where('status', '==', filter.status)
  if (filter.workspaceId) query = query.where('workspace_id', '==', filter.workspaceId)
  if (filter.label) query = query.where('label_pairs', 'array-contains', filter.label)
  return newest(sessions, query, slice)
}

export const byName = async (db: Firestore, accountId: string, name: string) =>
  parsed(
    await db
      .collection(sessions.name)
      .where('account_id', '==', accountId)
      .where('name', '==', name)
      .limit(2)
      .get(),
  )

/** Every session that is neither ended nor paused, of any account. */
export const unfinished = async (db: Firestore): Promise<readonly Session[]> =>
  parsed(
    await db
      .collection(sessions.name)
      .where('status', 'in', ['provisioning', 'running', 'pausing', 'resuming', 'stopping'])
      .get(),
  )

const parsed = ({ docs }: { docs: readonly { data(): unknown }[] }) =>
  docs.map((document) => sessions.schema.parse(document.data()))
