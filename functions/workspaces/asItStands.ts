import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { viewWorkspace } from '../../shared/workspaces/view.ts'
import { type Workspace, workspaces } from '../../shared/workspaces/workspace.ts'

/** What became of it since it was saved: its worker may have seen to it already. */
export const asItStands = async (plane: Plane, saved: Workspace) =>
  viewWorkspace(plane, (await read(plane.db, workspaces, saved.id)) ?? saved)
