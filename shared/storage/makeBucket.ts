import type * as z from 'zod'
import type { createBucket } from '../contract/storage.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { derivedId, newId, sha256 } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { noWorkspace, type Visitor, workspaceIn } from '../workspaces/find.ts'
import { workspaces } from '../workspaces/workspace.ts'
import { bucketPrefix } from './buckets.ts'
import { register } from './register.ts'
import { type StorageResource, storageResources } from './resource.ts'
import { bucketsOf } from './store.ts'

/** A bucket that is wanted, still to be made: `seeTo` it; or, for a request told again, the one it wanted. */
export async function makeBucket(
  plane: Plane,
  visitor: Visitor,
  wish: z.output<typeof createBucket.body>,
  idempotencyKey: string | undefined,
): Promise<StorageResource> {
  if (!plane.buckets) throw new Fault('unsupported', 'this deployment makes no buckets')
  const { accountId } = visitor
  const { is_default: isDefault, ...rest } = wish
  const id = idempotencyKey
    ? derivedId('storage', accountId, 'by key', idempotencyKey)
    : newId('storage')
  const wanted = {
    ...rest,
    id,
    account_id: accountId,
    kind: 'bucket' as const,
    state: 'creating' as const,
    // All of Google shares one space of names: one that could be guessed could be taken.
    bucket_name: bucketPrefix + plane.vault.fingerprint(`bucket ${id}`).slice(0, 40),
    request_hash: idempotencyKey ? sha256(JSON.stringify(wish)).toString('hex') : null,
    created_at: plane.clock.now(),
  }
  return plane.transact(accountId, async (tx) => {
    const workspace = await workspaceIn(tx, visitor, wish.workspace_id)
    if (workspace.status !== 'active') throw noWorkspace(wish.workspace_id)
    const isNew = !(await tx.get(storageResources, id))
    if (isNew) await roomFor(plane, accountId)
    const resource = await register(tx, { ...wanted, workspace_id: workspace.id })
    if (isNew && isDefault) tx.update(workspaces, workspace.id, { ...workspace, vault_id: id })
    return resource
  })
}

/** Not to the last one when several are made at once: it keeps an account from filling the project. */
async function roomFor({ db }: Plane, accountId: string): Promise<void> {
  const { bucketsMax: most } = limits
  if ((await bucketsOf(db, accountId, most)).length < most) return
  throw new Fault('too_many_buckets', `an account may have ${most} buckets; delete one`)
}
