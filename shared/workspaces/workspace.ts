import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { Storage, templates } from '../contract/session.ts'
import { identityStatuses, WorkspaceLimits } from '../contract/workspaces.ts'
import { collection } from '../firestore/collection.ts'
import { derivedId } from '../platform/ids.ts'

/** What sessions of an account share, and who they are in the cloud. */
export const Workspace = z.object({
  id: z.string(),
  account_id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Deleted ones are kept, so that what is left of their identity is known for theirs. */
  status: z.enum(['active', 'deleting', 'deleted']),
  /** Empty: everyone in the account. */
  members: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  secret_names: z.array(z.string()),
  /** Of the vault: JSON of their names and values; null where there are none. */
  sealed_secrets: z.string().nullable(),
  storage: Storage.nullable(),
  vault_id: z.string().nullable(),
  drive_id: z.string().nullable(),
  templates: z.array(z.enum(templates)),
  limits: WorkspaceLimits,
  identity_status: z.enum(identityStatuses),
  identity_problem: z.string().nullable(),
  /** Set where the request carried an idempotency key. */
  request_hash: z.string().nullable(),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type Workspace = z.output<typeof Workspace>

export const workspaces = collection('workspaces', Workspace)

/** Whose a name is: what makes it unique in its account. */
export const WorkspaceName = z.object({ id: z.string(), workspace_id: z.string() })
export const workspaceNames = collection('workspace_names', WorkspaceName)
export const nameId = (accountId: string, name: string): string =>
  derivedId('workspace', accountId, name)
