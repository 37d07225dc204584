import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { noWorkspace, type Visitor } from '../../shared/workspaces/find.ts'
import { workspaces } from '../../shared/workspaces/workspace.ts'

/** An administrator goes where the workspace is, and sees all of it. */
export async function visitorOf({ db }: Plane, workspaceId: string): Promise<Visitor> {
  const found = await read(db, workspaces, workspaceId)
  if (!found) throw noWorkspace(workspaceId)
  return { accountId: found.account_id }
}
