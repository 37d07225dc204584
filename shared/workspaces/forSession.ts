import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import type { Account } from '../accounts/account.ts'
import type { Ceilings } from '../contract/limits.ts'
import type { SettledSession } from '../contract/session.ts'
import { read } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { type Visitor, workspaceIdOf, workspaceIn } from './find.ts'
import { type Workspace, workspaces } from './workspace.ts'

type Wish = z.output<typeof SettledSession>

/** A session's wish with what its workspace adds to it. */
export interface Shared {
  readonly wish: Wish
  readonly workspace: Workspace | null
}

/**
 * What a session begins as that does not say: the first of what its workspace allows. It is looked up before the
 * transaction, which sees to it that the workspace is there and still allows it.
 */
export async function firstTemplate(
  db: Firestore,
  visitor: Visitor,
  workspaceId: string | undefined,
): Promise<Wish['template']> {
  if (!workspaceId) return 'base'
  const id = await workspaceIdOf(db, visitor.accountId, workspaceId)
  const found = await read(db, workspaces, id)
  return (found?.account_id === visitor.accountId && found.templates[0]) || 'base'
}

/**
 * What a session takes from its workspace: its namespace, its environment and its storage, where the session does not say
 * its own. A template that the workspace does not allow is refused.
 */
export async function sharedBy(tx: Tx, visitor: Visitor, wish: Wish): Promise<Shared> {
  if (!wish.workspace_id) return { wish, workspace: null }
  const workspace = await workspaceIn(tx, visitor, wish.workspace_id)
  if (workspace.status !== 'active') {
    throw new Fault('not_found', `workspace ${workspace.name} is being deleted`)
  }
  const { templates } = workspace
  if (templates.length > 0 && !templates.includes(wish.template)) {
    const message = `workspace ${workspace.name} allows ${templates.join(', ')}`
    throw new Fault('invalid_request', `body.template: ${message}`, {
      flaws: [{ location: 'body.template', message }],
    })
  }
  const isUnsaid = wish.namespace === 'default'
  return {
    workspace,
    wish: {
      ...wish,
      workspace_id: workspace.id,
      namespace: isUnsaid ? workspace.name : wish.namespace,
      env: { ...workspace.env, ...wish.env },
      ...storageOf(wish, workspace),
    },
  }
}

const storageOf = ({ storage }: Wish, workspace: Workspace) =>
  storage || !workspace.storage ? {} : { storage: workspace.storage }

/** Throws when as many sessions of a workspace are live as may be. They are counted as the account's are. */
export function mustHaveRoomIn(workspace: Workspace | null | undefined, { live }: Account): void {
  const most = workspace?.limits.sessions_max ?? null
  if (!workspace || most === null) return
  const count = Object.values(live).filter(({ workspace_id: id }) => id === workspace.id).length
  if (count < most) return
  throw new Fault('too_many_sessions', `workspace ${workspace.name} may have ${most} at once`, {
    facts: {
      ...{ limit: 'sessions_max', allowed: most, workspace_id: workspace.id },
      retry_after_seconds: 60,
    },
  })
}

/** The account's ceilings, or the workspace's where they are lower. */
export function ceilingsIn(workspace: Workspace | null, ceilings: Ceilings): Ceilings {
  if (!workspace) return ceilings
  const { limits } = workspace
  const least = (one: number, other: number | null) => Math.min(one, other ?? one)
  const idle = ceilings.idle_minutes_max ?? limits.idle_minutes_max
  return {
    ...ceilings,
    cost_micros_max: least(ceilings.cost_micros_max, limits.cost_micros_max),
    duration_minutes_max: least(ceilings.duration_minutes_max, limits.duration_minutes_max),
    idle_minutes_max: idle === null ? null : least(idle, limits.idle_minutes_max),
  }
}
