import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { seeTo } from './seeTo.ts'
import { unsettled } from './store.ts'
import { workspaces } from './workspace.ts'

/**
 * Sees to every workspace whose identity is not what it should be, then walks what is really there: what a deleted
 * workspace left behind goes, and what belongs to no workspace we know is told, for a person to look at.
 */
export async function settleIdentities(
  plane: Plane,
): Promise<{ unsettled: number; leftovers: number; strangers: number }> {
  const { identities, log } = plane
  if (!identities) return { unsettled: 0, leftovers: 0, strangers: 0 }
  const open = await unsettled(plane.db, limits.workspacesSeenToMax)
  const what = (workspace: string) => ({ workspace })
  await each(
    open.map(({ id }) => id),
    { log, what },
    (id) => seeTo(plane, id),
  )
  let leftovers = 0
  let strangers = 0
  await each(await identities.list(), { log, what }, async (id) => {
    const workspace = await read(plane.db, workspaces, id)
    if (!workspace) {
      strangers += 1
      log.error('an identity belongs to no workspace', { workspace: id })
    } else if (workspace.status === 'deleted') {
      leftovers += 1
      await identities.remove(id)
    }
  })
  return { unsettled: open.length, leftovers, strangers }
}
