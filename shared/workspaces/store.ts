import { FieldPath, type Firestore, type Query } from '@google-cloud/firestore'
import type { Mark } from '../platform/mark.ts'
import { type Workspace, workspaces } from './workspace.ts'

interface Filter {
  readonly accountId?: string | undefined
  readonly status?: Workspace['status']
}

/** Workspaces, newest first. */
export async function listWorkspaces(
  db: Firestore,
  { accountId, status }: Filter,
  page: { limit: number; after: Mark | null },
): Promise<readonly Workspace[]> {
  let query: Query = db.collection(workspaces.name)
  if (accountId !== undefined) query = query.where('account_id', '==', accountId)
  if (status !== undefined) query = query.where('status', '==', status)
  query = query.orderBy('created_at', 'desc').orderBy(FieldPath.documentId(), 'desc')
  if (page.after) query = query.startAfter(page.after.at, page.after.id)
  return parsed(await query.limit(page.limit).get())
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
