import type * as z from 'zod'
import type { updateWorkspace, workspaceDefaults } from '../contract/workspaces.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { type StorageResource, storageResources } from '../storage/resource.ts'
import { nameTaken } from './create.ts'
import { type Visitor, workspaceIn } from './find.ts'
import { changeSecrets } from './secrets.ts'
import { nameId, type Workspace, workspaceNames, workspaces } from './workspace.ts'

export type WorkspaceChange = z.output<typeof updateWorkspace.body>

/** What is not said stays as it is. */
export const changeWorkspace = (
  { transact, vault, clock }: Plane,
  visitor: Visitor,
  idOrName: string,
  change: WorkspaceChange,
): Promise<Workspace> =>
  transact(visitor.accountId, async (tx) => {
    const before = await workspaceIn(tx, visitor, idOrName)
    const after: Workspace = {
      ...before,
      name: change.name ?? before.name,
      description: change.description ?? before.description,
      members: change.members ?? before.members,
      env: change.env ?? before.env,
      storage: change.storage === undefined ? before.storage : change.storage,
      templates: change.templates ?? before.templates,
      limits: change.limits ?? before.limits,
      ...(change.secrets ? await changeSecrets(vault, before, change.secrets) : {}),
      updated_at: clock.now(),
    }
    if (after.name !== before.name) await rename(tx, before, after.name)
    tx.update(workspaces, after.id, after)
    return after
  })

async function rename(tx: Tx, before: Workspace, name: string) {
  const taken = { id: nameId(before.account_id, name), workspace_id: before.id }
  if (!(await tx.create(workspaceNames, taken.id, taken))) throw nameTaken(name)
  await freeName(tx, before)
}

/** Its name may be another's from now on. */
export async function freeName(tx: Tx, { account_id: accountId, name }: Workspace): Promise<void> {
  const id = nameId(accountId, name)
  // Only what was read is deleted.
  if (await tx.get(workspaceNames, id)) tx.delete(workspaceNames, id)
}

/** The stored bucket and file share of its sessions; what is not said stays as it is. */
export const setDefaults = (
  { transact, clock }: Plane,
  visitor: Visitor,
  idOrName: string,
  { vault_id: vaultId, drive_id: driveId }: z.output<typeof workspaceDefaults.body>,
): Promise<Workspace> =>
  transact(visitor.accountId, async (tx) => {
    const before = await workspaceIn(tx, visitor, idOrName)
    if (vaultId) await storedIn(tx, visitor, vaultId, 'bucket')
    if (driveId) await storedIn(tx, visitor, driveId, 'filestore')
    const after: Workspace = {
      ...before,
      vault_id: vaultId === undefined ? before.vault_id : vaultId,
      drive_id: driveId === undefined ? before.drive_id : driveId,
      updated_at: clock.now(),
    }
    tx.update(workspaces, after.id, after)
    return after
  })

/** A resource of the account, of a kind, that sessions may mount. */
export async function storedIn(
  tx: Tx,
  { accountId }: Visitor,
  id: string,
  kind: StorageResource['kind'],
): Promise<StorageResource> {
  const found = await tx.get(storageResources, id)
  const isTheirs = found?.account_id === accountId && found.state === 'active'
  if (isTheirs && found.kind === kind) return found
  throw new Fault('not_found', `no ${kind} ${id}`)
}
