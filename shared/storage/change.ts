import type * as z from 'zod'
import type { changeStorage } from '../contract/storage.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { said } from '../platform/said.ts'
import { isFor, type Visitor } from '../workspaces/find.ts'
import { type Workspace, workspaces } from '../workspaces/workspace.ts'
import { findStorage } from './find.ts'
import { remove } from './remove.ts'
import { type StorageResource, storageResources } from './resource.ts'

type Change = z.output<typeof changeStorage.body>

/** What is not said stays as it is. */
export async function change(
  tx: Tx,
  visitor: Visitor,
  id: string,
  { is_default: isDefault, ...wish }: Change,
): Promise<StorageResource> {
  const { resource, workspace } = await theirs(tx, visitor, id)
  if (resource.deleted_at) throw new Fault('not_found', `no storage ${id}`)
  if (wish.state && resource.state === 'creating') {
    throw new Fault('storage_not_ready', 'it is still being made; say it again')
  }
  if (isDefault !== undefined) setDefault(tx, resource, workspace, isDefault)
  const after = { ...resource, ...said(wish) }
  tx.update(storageResources, id, after)
  return after
}

/** Ends a bucket of ours and its charge; its bytes are still to go: `seeTo` it. */
export async function destroy(
  tx: Tx,
  visitor: Visitor,
  id: string,
  now: Instant,
): Promise<StorageResource> {
  const { resource, workspace } = await theirs(tx, visitor, id)
  if (!resource.bucket_name) {
    const who = resource.kind === 'archive' ? 'it goes with its snapshot' : 'ask an administrator'
    throw new Fault('unsupported', `only a bucket that was made here is deleted here: ${who}`)
  }
  if (workspace?.vault_id === id)
    tx.update(workspaces, workspace.id, { ...workspace, vault_id: null })
  return remove(tx, id, now)
}

/** Somebody else's is not there, nor is that of a workspace that is not for them. */
async function theirs(tx: Tx, visitor: Visitor, id: string) {
  const resource = await findStorage(tx, id)
  const { workspace_id: workspaceId } = resource
  const workspace = workspaceId ? await tx.get(workspaces, workspaceId) : undefined
  const isSeen = !workspace || isFor(workspace, visitor)
  if (resource.account_id === visitor.accountId && isSeen) return { resource, workspace }
  throw new Fault('not_found', `no storage ${id}`)
}

function setDefault(
  tx: Tx,
  { id, kind }: StorageResource,
  workspace: Workspace | undefined,
  isDefault: boolean,
) {
  if (workspace?.status !== 'active' || kind === 'archive') {
    const message = 'it belongs to no workspace whose default it could be'
    throw new Fault('invalid_request', `body.is_default: ${message}`, {
      flaws: [{ location: 'body.is_default', message }],
    })
  }
  const field = kind === 'bucket' ? 'vault_id' : 'drive_id'
  if (!isDefault && workspace[field] !== id) return
  tx.update(workspaces, workspace.id, { ...workspace, [field]: isDefault ? id : null })
}
