import type { Firestore } from '@google-cloud/firestore'
import type { Role } from '../contract/roles.ts'
import { read } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import { Fault } from '../platform/faults.ts'
import { nameId, type Workspace, workspaceNames, workspaces } from './workspace.ts'

/** Whose workspaces are asked for; without a user, by an administrator of the deployment. */
export interface Visitor {
  readonly accountId: string
  readonly userId?: string
  readonly role?: Role
}

/** A workspace by its id or its name. Somebody else's is not there, nor is one that was deleted. */
export async function findWorkspace(
  db: Firestore,
  visitor: Visitor,
  idOrName: string,
): Promise<Workspace> {
  const id = await workspaceIdOf(db, visitor.accountId, idOrName)
  const found = await read(db, workspaces, id)
  return seenBy(visitor, found, idOrName)
}

/** The same, inside a transaction. */
export async function workspaceIn(tx: Tx, visitor: Visitor, idOrName: string): Promise<Workspace> {
  const named = await tx.get(workspaceNames, nameId(visitor.accountId, idOrName))
  const found = await tx.get(workspaces, named?.workspace_id ?? idOrName)
  return seenBy(visitor, found, idOrName)
}

/** The id behind a name; what is no workspace's name stays as it is, since it may be an id. */
export async function workspaceIdOf(db: Firestore, accountId: string, idOrName: string) {
  const named = await read(db, workspaceNames, nameId(accountId, idOrName))
  return named?.workspace_id ?? idOrName
}

function seenBy(visitor: Visitor, found: Workspace | undefined, idOrName: string): Workspace {
  const isThere = found?.account_id === visitor.accountId && found.status !== 'deleted'
  if (isThere && isFor(found, visitor)) return found
  throw noWorkspace(idOrName)
}

/** One without members is everyone's in its account; those who run the account see all. */
export const isFor = ({ members }: Workspace, { userId, role }: Visitor): boolean =>
  members.length === 0 ||
  userId === undefined ||
  role === 'owner' ||
  role === 'admin' ||
  members.includes(userId)

export const noWorkspace = (idOrName: string) => new Fault('not_found', `no workspace ${idOrName}`)
