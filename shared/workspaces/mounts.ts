import type * as z from 'zod'
import type { SettledSession } from '../contract/session.ts'
import type { Tx } from '../firestore/transact.ts'
import { mustBeAble } from '../providers/capabilities.ts'
import type { Candidate } from '../sessions/choose.ts'
import { storageResources } from '../storage/resource.ts'
import { storedIn } from './change.ts'
import type { Visitor } from './find.ts'
import type { Workspace } from './workspace.ts'

type Wish = z.output<typeof SettledSession>
type Where = Pick<Candidate, 'provider' | 'backend'>

/**
 * A wish with the stored bucket (its vault) and file share (its drive) to mount: those it names, or else its workspace's. What it
 * names and its backend cannot mount is refused (`unsupported`); a default that cannot be mounted is only said not to be.
 */
export async function withMounts(
  tx: Tx,
  visitor: Visitor,
  { wish, workspace }: { readonly wish: Wish; readonly workspace: Workspace | null },
  choice: Where,
): Promise<Wish> {
  mustDo(wish, choice)
  const { storage } = wish
  const vault = wish.vault_id
    ? await storedIn(tx, visitor, wish.vault_id, 'bucket')
    : storage?.bucket === undefined && (await stillStored(tx, workspace?.vault_id))
  const drive = wish.drive_id
    ? await storedIn(tx, visitor, wish.drive_id, 'filestore')
    : storage?.filestore === undefined && (await stillStored(tx, workspace?.drive_id))
  if (!vault && !drive) return wish
  return {
    ...wish,
    storage: {
      ...storage,
      ...(vault ? { bucket: vault.bucket_name ?? vault.name } : {}),
      ...(drive ? shareIn(drive.name) : {}),
    },
  }
}

/** A default, unless it has gone since it was made one, or is to be asked for. */
async function stillStored(tx: Tx, id: string | null | undefined) {
  const found = id ? await tx.get(storageResources, id) : undefined
  return found?.state === 'active' && found.auto_mount ? found : undefined
}

/**
 * What stands in for another provider runs its sessions without what it cannot do, and says so; but what is stored, and what
 * is asked of a provider itself, is refused.
 */
function mustDo(wish: Wish, { provider, backend }: Where) {
  const isItself = backend === provider
  const where = `sessions on ${provider} here`
  if (wish.vault_id || (isItself && wish.storage?.bucket)) {
    mustBeAble(backend, 'bucket_mount', `${where} cannot mount buckets`)
  }
  if (wish.drive_id || (isItself && wish.storage?.filestore)) {
    mustBeAble(backend, 'filestore_mount', `${where} cannot mount file shares`)
  }
  // Nothing stands in for one, and it would be paid for.
  if (wish.resources.gpu) mustBeAble(backend, 'gpu', `${where} have no GPU`)
  // To be closed in is never left out; to go out may be, like any convenience.
  if (wish.network === 'none' || (isItself && wish.network)) {
    mustBeAble(backend, `network_${wish.network}`, `${where} cannot choose their network`)
  }
  if (isItself && wish.needs_ssh) mustBeAble(backend, 'ssh', `${where} cannot be reached by SSH`)
}

/** A drive is called `<address>/<share>`. One that is called otherwise is nowhere to be mounted from. */
function shareIn(name: string) {
  const [, ip, share] = /^(\d+\.\d+\.\d+\.\d+)\/([^/]+)$/.exec(name) ?? []
  return ip && share ? { filestore: { ip, share } } : {}
}
