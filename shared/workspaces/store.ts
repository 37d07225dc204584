import type { Firestore, Query } from '@google-cloud/firestore'
import { newest, type Slice } from '../firestore/newest.ts'
import { type Workspace, workspaces } from './workspace.ts'

interface Filter {
  readonly accountId?: string | undefined
  readonly status?: Workspace['status']
}

/** Workspaces, newest first. */
export function listWorkspaces(
  db: Firestore,
  { accountId, status }: Filter,
  slice: Slice,
): Promise<readonly Workspace[]> {
  let query: Query = db.collection(workspaces.name)
  if (accountId !== undefined) query = query.where('account_id', '==', accountId)
  if (status !== undefined) query = query.where('status', '==', status)
  return newest(workspaces, query, slice)
}

/** Those whose identity is not yet what it should be. */
export const unsettled = async (db: Firestore, limit: number): Promise<readonly Workspace[]> =>
  parsed(
    await db
      .collection(workspaces.name)
      .where('identity_status', 'in', ['pending', 'removing'])
      .limit(limit)
      .get(),
  )

const parsed = ({ docs }: { docs: readonly { data(): unknown }[] }) =>
  docs.map((document) => workspaces.schema.parse(document.data()))
