import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { invariant } from '../platform/faults.ts'
import { liveIn } from './remove.ts'
import { type Workspace, workspaces } from './workspace.ts'

/**
 * Makes the identity of a workspace what it should be. It may come again, late, or be cut after any line: what it does
 * follows from the workspace as it stands, and every step of it may be repeated.
 */
export async function seeTo(plane: Plane, workspaceId: string): Promise<void> {
  const workspace = await read(plane.db, workspaces, workspaceId)
  if (!workspace) return
  try {
    if (workspace.identity_status === 'pending') await provision(plane, workspace)
    if (workspace.identity_status === 'removing') await remove(plane, workspace)
  } catch (cause) {
    await note(plane, workspace, cause)
    throw cause
  }
}

async function provision(plane: Plane, { id, account_id: accountId }: Workspace): Promise<void> {
  if (!plane.identities) return
  await plane.identities.provision({ workspaceId: id, accountId })
  const after = await plane.transact(accountId, async (tx) => {
    const before = await tx.get(workspaces, id)
    invariant(before, `workspace ${id} is gone`)
    if (before.identity_status !== 'pending') return before
    const ready: Workspace = { ...before, identity_status: 'ready', identity_problem: null }
    tx.update(workspaces, id, ready)
    return ready
  })
  // It was deleted meanwhile, and whoever removed its identity may have been there before the last of it was made.
  if (after.status !== 'active') await plane.identities.remove(id)
}

async function remove(plane: Plane, { id, account_id: accountId }: Workspace): Promise<void> {
  if (!plane.identities) return
  const live = await liveIn(plane.db, id)
  // One that was created while the workspace was deleted: its identity goes after it.
  if (live) throw new Error(`session ${live} is live in workspace ${id}`)
  await plane.identities.remove(id)
  await plane.transact(accountId, async (tx) => {
    const before = await tx.get(workspaces, id)
    if (before?.identity_status !== 'removing') return
    const problem = { identity_problem: null }
    tx.update(workspaces, id, {
      ...before,
      status: 'deleted',
      identity_status: 'removed',
      ...problem,
    })
  })
}

/** For whoever looks at the workspace and wonders. */
async function note(plane: Plane, { id, account_id: accountId }: Workspace, cause: unknown) {
  const problem = cause instanceof Error ? cause.message : String(cause)
  await plane.transact(accountId, async (tx) => {
    const before = await tx.get(workspaces, id)
    const isOpen = before?.identity_status === 'pending' || before?.identity_status === 'removing'
    if (isOpen && before.identity_problem !== problem) {
      tx.update(workspaces, id, { ...before, identity_problem: problem })
    }
  })
}
