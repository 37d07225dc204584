import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  write,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Owner } from '../owner.ts'
import { asOwner, refusalOf, refuseProc } from './owner.ts'

/**
 * Puts what comes in the place of a file, whole or not at all: it is written beside it and takes its place when all of
 * it is there. Parents are made. Behind a link it is what the link leads to that is replaced.
 */
export async function upload(owner: Owner | null, path: string, body: Readable): Promise<string> {
  const place = asOwner(owner, () => openBeside(path))
  try {
    // A body that cannot be stored is left as it is: who sends it is still to be told.
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      await writeAll(place.descriptor, chunk)
    }
    asOwner(owner, () => {
      chmodSync(place.beside, place.mode)
      renameSync(place.beside, place.at)
    })
    return path
  } catch (error) {
    asOwner(owner, () => removed(place.beside))
    throw refusalOf(error) ?? error
  } finally {
    closeSync(place.descriptor)
  }
}

async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  for (let rest = bytes; rest.length > 0; ) {
    const { bytesWritten } = await writeSome(descriptor, rest)
    rest = rest.subarray(bytesWritten)
  }
}
const writeSome = promisify(write)

function openBeside(path: string) {
  const at = realPlace(path)
  const old = statSync(at, { throwIfNoEntry: false })
  if (old && !old.isFile()) throw new ConnectError('invalid_argument', `${path} is not a file`)
  mkdirSync(dirname(at), { recursive: true })
  const name = `.${basename(at).slice(0, 200)}.${randomBytes(6).toString('hex')}`
  const beside = join(dirname(at), name)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const descriptor = openSync(beside, flags, 0o600)
  refuseProc(fstatSync(descriptor).dev)
  return { at, beside, descriptor, mode: old ? old.mode & 0o777 : 0o644 }
}

/** A link that leads nowhere yet is replaced itself. */
function realPlace(path: string): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path
  return statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path
}

function removed(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It has taken its place, or was removed by someone else.
  }
}
