import type * as z from 'zod'
import type { createWorkspace } from '../contract/workspaces.ts'
import { type OutboxLine, sendToWorkspaces } from '../outbox/line.ts'
import { relayQuietly } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import { Fault, invariant } from '../platform/faults.ts'
import { derivedId, newId } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { sealSecrets } from './secrets.ts'
import { listWorkspaces } from './store.ts'
import { nameId, type Workspace, workspaceNames, workspaces } from './workspace.ts'

export type WorkspaceWish = z.output<typeof createWorkspace.body>

/** A workspace, its identity on its way; or, for a request told again, the one it made. */
export async function makeWorkspace(
  plane: Plane,
  accountId: string,
  wish: WorkspaceWish,
  idempotencyKey: string | undefined,
): Promise<Workspace> {
  const wanted = await draft(plane, accountId, wish, idempotencyKey)
  const { workspace, line } = await plane.transact(accountId, async (tx) => {
    const found = idempotencyKey ? await tx.get(workspaces, wanted.id) : undefined
    if (found) return { workspace: theSame(found, wanted), line: null }
    await roomIn(plane, accountId)
    const name = { id: nameId(accountId, wanted.name), workspace_id: wanted.id }
    if (!(await tx.create(workspaceNames, name.id, name))) throw nameTaken(wanted.name)
    await tx.create(workspaces, wanted.id, wanted)
    let line: OutboxLine | null = null
    if (wanted.identity_status === 'pending') {
      line = await sendToWorkspaces(tx, { workspace_id: wanted.id }, wanted.created_at)
    }
    return { workspace: wanted, line }
  })
  if (line) await relayQuietly(plane, line)
  return workspace
}

async function draft(
  { vault, clock, identities }: Plane,
  accountId: string,
  wish: WorkspaceWish,
  idempotencyKey: string | undefined,
): Promise<Workspace> {
  const now = clock.now()
  const { secrets, storage, ...rest } = wish
  return {
    ...rest,
    id: idempotencyKey
      ? derivedId('workspace', accountId, 'by key', idempotencyKey)
      : newId('workspace'),
    account_id: accountId,
    status: 'active',
    ...(await sealSecrets(vault, secrets)),
    storage: storage ?? null,
    vault_id: null,
    drive_id: null,
    identity_status: identities ? 'pending' : 'off',
    identity_problem: null,
    request_hash: idempotencyKey ? vault.fingerprint(JSON.stringify(wish)) : null,
    created_at: now,
    updated_at: now,
  }
}

/** Not to the last one when several are made at once: it keeps an account from filling the cluster. */
async function roomIn({ db }: Plane, accountId: string): Promise<void> {
  const page = { limit: limits.workspacesMax, after: null }
  const those = await listWorkspaces(db, { accountId, status: 'active' }, page)
  if (those.length >= limits.workspacesMax) {
    throw new Fault('too_many_workspaces', `an account may have ${limits.workspacesMax} workspaces`)
  }
}

function theSame(found: Workspace, wanted: Workspace): Workspace {
  invariant(found.account_id === wanted.account_id, `workspace ${found.id} has two accounts`)
  if (found.request_hash === wanted.request_hash) return found
  throw new Fault(
    'idempotency_conflict',
    'this idempotency key came with another body before; use a new key',
  )
}

export const nameTaken = (name: string) =>
  new Fault('name_taken', `this account has a workspace called ${name} already`)
