import type { Firestore } from '@google-cloud/firestore'
import { sendToWorkspaces } from '../outbox/line.ts'
import { relayQuietly } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { sessions } from '../sessions/session.ts'
import { freeName } from './change.ts'
import { findWorkspace, type Visitor, workspaceIn } from './find.ts'
import { type Workspace, workspaces } from './workspace.ts'

/**
 * Takes no more sessions, frees its name, and has its identity removed. One with live sessions is refused; one that
 * is on its way out already is answered as it is.
 */
export async function removeWorkspace(
  plane: Plane,
  visitor: Visitor,
  idOrName: string,
): Promise<Workspace> {
  const { id } = await findWorkspace(plane.db, visitor, idOrName)
  const live = await liveIn(plane.db, id)
  if (live) {
    const facts = { session_id: live }
    throw new Fault('workspace_in_use', `session ${live} is live in it; stop it first`, { facts })
  }
  const at = plane.clock.now()
  const { workspace, line } = await plane.transact(visitor.accountId, async (tx) => {
    const before = await workspaceIn(tx, visitor, id)
    if (before.status !== 'active') return { workspace: before, line: null }
    const hasIdentity = before.identity_status !== 'off'
    const after: Workspace = {
      ...before,
      status: hasIdentity ? 'deleting' : 'deleted',
      identity_status: hasIdentity ? 'removing' : 'off',
      identity_problem: null,
      updated_at: at,
    }
    tx.update(workspaces, id, after)
    await freeName(tx, before)
    const line = hasIdentity ? await sendToWorkspaces(tx, { workspace_id: id }, at) : null
    return { workspace: after, line }
  })
  if (line) await relayQuietly(plane, line)
  return workspace
}

/** A session of the workspace that has not ended; one that is paused has not. */
export async function liveIn(db: Firestore, workspaceId: string): Promise<string | undefined> {
  const { docs } = await db
    .collection(sessions.name)
    .where('workspace_id', '==', workspaceId)
    .where('status', 'in', ['provisioning', 'running', 'pausing', 'paused', 'resuming', 'stopping'])
    .limit(1)
    .get()
  return docs[0]?.id
}
