import { accounts } from '../accounts/account.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { type Day, dayOf, plusDays, startOf } from './days.ts'
import { withDue } from './due.ts'
import { type StorageResource, storageResources } from './resource.ts'

export type Registration = Pick<
  StorageResource,
  'id' | 'account_id' | 'name' | 'kind' | 'storage_class' | 'request_hash' | 'created_at'
> &
  Partial<typeof unsaid>

/** A resource, empty until it is measured; or, for a request told again, the one it made. */
export async function register(tx: Tx, wanted: Registration): Promise<StorageResource> {
  if (!(await tx.get(accounts, wanted.account_id))) {
    throw new Fault('not_found', `no account ${wanted.account_id}`)
  }
  const resource = draft(wanted)
  if (await tx.create(storageResources, resource.id, resource)) return resource
  const stored = await tx.get(storageResources, resource.id)
  invariant(stored, `storage ${resource.id} exists and is not there`)
  if (stored.request_hash === resource.request_hash) return stored
  throw new Fault(
    'idempotency_conflict',
    'this idempotency key came with another body before; use a new key',
  )
}

const draft = (wanted: Registration): StorageResource =>
  withDue(
    {
      ...unsaid,
      ...wanted,
      deleted_at: null,
      charged_through: dayBeforeFirst(wanted.created_at),
      measurements: [],
      measure_due_at: wanted.bucket_name ? wanted.created_at : null,
      owed_micros: 0,
      collections: 0,
      due_at: null,
    },
    wanted.created_at,
  )

const unsaid: Pick<
  StorageResource,
  | 'workspace_id'
  | 'bucket_name'
  | 'state'
  | 'auto_mount'
  | 'mount_path'
  | 'access_mode'
  | 'size_gb'
  | 'metadata'
> = {
  workspace_id: null,
  bucket_name: null,
  state: 'active',
  auto_mount: true,
  mount_path: null,
  access_mode: 'RW',
  size_gb: null,
  metadata: {},
}

/** The day of its creation is not a whole one, unless it was made as that day began. */
function dayBeforeFirst(createdAt: Instant): Day {
  const day = dayOf(createdAt)
  return createdAt === startOf(day) ? plusDays(day, -1) : day
}
