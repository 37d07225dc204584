import { resolve } from 'node:path'
import { Fault } from '../../platform/faults.ts'
import { placesOf } from './places.ts'

export interface LocalOptions {
  /** Where boxes are kept. Short: a socket's path in it has a limit. */
  readonly runDirectory: string
  /** The file that `bundleAgent` makes. */
  readonly agentBundlePath: string
  /** Which to use; otherwise bubblewrap where there is one. */
  readonly launcher?: LauncherName
}

export type LauncherName = 'bwrap' | 'unshare'

/** The same, in full. */
export interface Here {
  readonly runDirectory: string
  readonly agentBundlePath: string
  readonly launcher: LauncherName | undefined
}

export function parseOptions({ runDirectory, agentBundlePath, launcher }: LocalOptions): Here {
  const options = {
    runDirectory: resolve(runDirectory),
    agentBundlePath: resolve(agentBundlePath),
    launcher,
  }
  const { socket } = placesOf(options, 'x'.repeat(sessionIdLength))
  if (Buffer.byteLength(socket) > socketPathBytesMax) {
    const room = socketPathBytesMax - (Buffer.byteLength(socket) - options.runDirectory.length)
    throw new Fault('unsupported', `the run directory's path must be at most ${room} bytes long`)
  }
  return options
}

/** A kind and 18 characters. */
const sessionIdLength = 22
/** What `sun_path` holds, less the closing NUL. */
const socketPathBytesMax = 107
