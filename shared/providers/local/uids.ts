import { mkdir, readlink, symlink, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../platform/ids.ts'
import type { Places } from './places.ts'

/**
 * A user id of the box's own, so that no box's processes count as another's. Derived, so that asking again gives the
 * same; the next one is taken where two boxes would share it.
 */
export async function takeUid({ runDirectory, sessionId }: Places): Promise<number> {
  const directory = join(runDirectory, '.uids')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (let uid = first + (sha256(sessionId).readUInt32BE() % count); ; uid++) {
    if (await isTaken(join(directory, String(uid)), sessionId)) return uid
  }
}

export async function releaseUid({ runDirectory }: Places, uid: number): Promise<void> {
  await unlink(join(runDirectory, '.uids', String(uid))).catch(() => undefined)
}

/** A link names its owner from the moment it exists. */
async function isTaken(path: string, owner: string): Promise<boolean> {
  try {
    await symlink(owner, path)
    return true
  } catch {
    return (await readlink(path)) === owner
  }
}

/** Above what systems give to people, services and containers. */
const first = 2_000_000_000
const count = 100_000_000
