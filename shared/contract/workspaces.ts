import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Environment, EnvironmentName, IdempotencyKey, Page, Slug, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { Storage, templates } from './session.ts'

/** Ceilings of every session in a workspace, beside the account's own; null where only those hold. */
export const WorkspaceLimits = z.strictObject({
  cost_micros_max: z
    .int()
    .min(1)
    .max(limits.sessionCostMicrosMax)
    .nullable()
    .default(null)
    .describe('Micro-credits one session may cost'),
  duration_minutes_max: z
    .int()
    .min(1)
    .max(limits.sessionDurationMinutesMax)
    .nullable()
    .default(null),
  idle_minutes_max: z.int().min(1).max(limits.sessionIdleMinutesMax).nullable().default(null),
  sessions_max: z.int().min(0).nullable().default(null).describe('Live at once'),
})

export const identityStatuses = ['off', 'pending', 'ready', 'removing', 'removed'] as const

/** What its sessions are in the cloud: nobody else's, and allowed nearly nothing. */
const Identity = z.object({
  status: z.enum(identityStatuses).describe('`off`: this deployment makes none'),
  k8s_namespace: z.string().nullable(),
  ksa_name: z.string().nullable().describe('The Kubernetes service account'),
  gsa_email: z.string().nullable().describe('The Google service account it acts as'),
  problem: z.string().nullable().describe('Why it is not ready, when it was last tried'),
})

const Description = z.string().max(512)
const Members = z
  .array(z.string().min(1).max(64))
  .max(limits.workspaceMembersMax)
  .describe('Ids of users of the account; nobody named is everyone')
const Templates = z
  .array(z.enum(templates))
  .max(templates.length)
  .describe('What its sessions may be made from, the first unless they say; none named is all')

const Wish = z.strictObject({
  name: Slug.describe('Unique in the account; the namespace of its sessions'),
  description: Description.default(''),
  members: Members.default([]),
  env: Environment.default({}).describe('For every session in it; a session’s own comes before it'),
  secrets: Environment.default({}).describe('The same, and never shown again'),
  storage: Storage.optional().describe('Of sessions that name none'),
  templates: Templates.default([]),
  limits: WorkspaceLimits.prefault({}),
})

const Change = z.strictObject({
  name: Slug.optional(),
  description: Description.optional(),
  members: Members.optional(),
  env: Environment.optional().describe('In place of all there was'),
  secrets: z
    .record(EnvironmentName, z.string().max(limits.environmentValueBytesMax).nullable())
    .optional()
    .describe('Added to those there are; null takes one away'),
  storage: Storage.nullable().optional(),
  templates: Templates.optional(),
  limits: WorkspaceLimits.optional(),
})

export const Workspace = z.object({
  id: z.string(),
  account_id: z.string(),
  name: z.string(),
  description: z.string(),
  status: z.enum(['active', 'deleting', 'deleted']),
  members: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  secrets: z.array(z.string()).describe('Their names'),
  storage: Storage.nullable(),
  vault_id: z.string().nullable().describe('The stored bucket its sessions mount'),
  drive_id: z.string().nullable().describe('The stored file share its sessions mount'),
  templates: z.array(z.enum(templates)),
  limits: WorkspaceLimits,
  identity: Identity,
  created_at: Timestamp,
  updated_at: Timestamp,
})

const WorkspaceId = z.object({
  id: z.string().min(1).max(64).describe("The workspace's id, or its name"),
})
const AdminWorkspaceId = z.object({ id: z.string().min(1).max(64) })
const Listed = z.object({ workspaces: z.array(Workspace), next_cursor: z.string().nullable() })

export const createWorkspace = route({
  method: 'POST',
  path: '/v1/workspaces',
  summary: 'Make a workspace: what sessions share, and an identity of their own',
  face: 'public',
  scope: 'workspaces:write',
  headers: IdempotencyKey,
  body: Wish,
  status: 201,
  output: Workspace,
  errors: ['name_taken', 'too_many_workspaces', 'idempotency_conflict', 'contention'],
})

export const listWorkspaces = route({
  method: 'GET',
  path: '/v1/workspaces',
  summary: 'List workspaces, newest first',
  face: 'public',
  scope: 'workspaces:read',
  query: Page,
  status: 200,
  output: Listed,
  errors: [],
})

export const getWorkspace = route({
  method: 'GET',
  path: '/v1/workspaces/{id}',
  summary: 'Look at a workspace',
  face: 'public',
  scope: 'workspaces:read',
  params: WorkspaceId,
  status: 200,
  output: Workspace,
  errors: ['not_found'],
})

export const updateWorkspace = route({
  method: 'PATCH',
  path: '/v1/workspaces/{id}',
  summary: 'Change a workspace; sessions to come have it so, those that live keep what they have',
  face: 'public',
  scope: 'workspaces:write',
  params: WorkspaceId,
  body: Change,
  status: 200,
  output: Workspace,
  errors: ['not_found', 'name_taken', 'contention'],
})

export const deleteWorkspace = route({
  method: 'DELETE',
  path: '/v1/workspaces/{id}',
  summary: 'Delete a workspace without live sessions, and all of its identity',
  face: 'public',
  scope: 'workspaces:write',
  params: WorkspaceId,
  status: 200,
  output: Workspace,
  errors: ['not_found', 'workspace_in_use', 'contention'],
})

export const workspaceDefaults = route({
  method: 'POST',
  path: '/v1/storage/workspaces/{id}/defaults',
  summary: 'Say which stored bucket and file share the sessions of a workspace mount',
  face: 'public',
  scope: 'workspaces:write',
  params: WorkspaceId,
  body: z.strictObject({
    vault_id: z.string().min(1).max(64).nullable().optional().describe('A bucket; null for none'),
    drive_id: z
      .string()
      .min(1)
      .max(64)
      .nullable()
      .optional()
      .describe('A file share; null for none'),
  }),
  status: 200,
  output: Workspace,
  errors: ['not_found', 'contention'],
})

export const adminCreateWorkspace = route({
  method: 'POST',
  path: '/admin/workspaces',
  summary: 'Make a workspace for an account, or for the account of a user',
  face: 'admin',
  scope: null,
  headers: IdempotencyKey,
  body: Wish.extend({
    account_id: z.string().min(1).max(64).optional(),
    user_id: z.string().min(1).max(64).optional().describe('In place of an account'),
  }).refine(
    ({ account_id: account, user_id: user }) => (account === undefined) !== (user === undefined),
    {
      message: 'give either account_id or user_id',
      path: ['account_id'],
    },
  ),
  status: 201,
  output: Workspace,
  errors: ['not_found', 'name_taken', 'too_many_workspaces', 'idempotency_conflict', 'contention'],
})

export const adminListWorkspaces = route({
  method: 'GET',
  path: '/admin/workspaces',
  summary: 'List the workspaces of all accounts, or of one, newest first',
  face: 'admin',
  scope: null,
  query: Page.extend({ account_id: z.string().max(64).optional() }),
  status: 200,
  output: Listed,
  errors: [],
})

export const adminGetWorkspace = route({
  method: 'GET',
  path: '/admin/workspaces/{id}',
  summary: "Look at anyone's workspace, by its id",
  face: 'admin',
  scope: null,
  params: AdminWorkspaceId,
  status: 200,
  output: Workspace,
  errors: ['not_found'],
})

export const adminUpdateWorkspace = route({
  method: 'PATCH',
  path: '/admin/workspaces/{id}',
  summary: "Change anyone's workspace, by its id",
  face: 'admin',
  scope: null,
  params: AdminWorkspaceId,
  body: Change,
  status: 200,
  output: Workspace,
  errors: ['not_found', 'name_taken', 'contention'],
})

export const adminDeleteWorkspace = route({
  method: 'DELETE',
  path: '/admin/workspaces/{id}',
  summary: "Delete anyone's workspace without live sessions, by its id",
  face: 'admin',
  scope: null,
  params: AdminWorkspaceId,
  status: 200,
  output: Workspace,
  errors: ['not_found', 'workspace_in_use', 'contention'],
})
