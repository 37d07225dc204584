import { statSync } from 'node:fs'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Owner } from '../owner.ts'

/**
 * Does one thing as the box's user: the kernel itself then decides what may be seen and written, links and all.
 * What is done must be synchronous, because the whole agent is that user meanwhile; nothing else of it runs.
 */
export function asOwner<T>(owner: Owner | null, act: () => T): T {
  if (!owner || !process.setegid || !process.seteuid) return told(act)
  process.setegid(owner.gid)
  process.seteuid(owner.uid)
  try {
    return told(act)
  } finally {
    process.seteuid(0)
    process.setegid(0)
  }
}

/** What the kernel refuses, in the words of the wire. */
export function refusalOf(error: unknown): ConnectError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  const refusal = refusals[String(error.code)]
  if (!refusal) return undefined
  const [code, why] = refusal
  const at = 'path' in error ? `${error.path}: ` : ''
  return new ConnectError(code, at + why, error)
}

/** The agent's own memory and descriptors are in `/proc/self`, whoever the agent is at the time. */
export function refuseProc(device: number): void {
  if (device !== statSync('/proc').dev) return
  throw new ConnectError('permission_denied', 'files of /proc are not served')
}

function told<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}

const refusals: Readonly<Record<string, readonly [ConnectError['code'], string]>> = {
  ENOENT: ['not_found', 'there is no such file or directory'],
  EEXIST: ['already_exists', 'there is one already'],
  EACCES: ['permission_denied', 'the user of the box may not'],
  EPERM: ['permission_denied', 'the user of the box may not'],
  EROFS: ['permission_denied', 'this part of the box is read-only'],
  ENOTDIR: ['invalid_argument', 'a part of the path is not a directory'],
  EISDIR: ['invalid_argument', 'it is a directory'],
  EINVAL: ['invalid_argument', 'it cannot be done with this'],
  ELOOP: ['invalid_argument', 'its links lead in a circle'],
  ENAMETOOLONG: ['invalid_argument', 'the name is too long'],
  ENXIO: ['invalid_argument', 'it is not a file'],
  ETXTBSY: ['failed_precondition', 'it is being run'],
  EBUSY: ['failed_precondition', 'it is in use'],
  ENOTEMPTY: ['failed_precondition', 'the directory is not empty'],
  ENOSPC: ['resource_exhausted', 'no space is left'],
  EDQUOT: ['resource_exhausted', 'no space is left'],
  EFBIG: ['resource_exhausted', 'the file is too large'],
  EMFILE: ['resource_exhausted', 'too many files are open'],
}
