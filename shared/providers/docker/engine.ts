import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { terminalPart } from '../../agents/launch.ts'
import { librariesOf } from '../../agents/libraries.ts'

/** A file of this machine that a box sees, read-only. */
export interface Shown {
  readonly from: string
  readonly at: string
}

export interface Engine {
  readonly files: readonly Shown[]
  /** How Node is run with them. */
  readonly command: readonly string[]
}

/**
 * This machine's own Node with each library it is linked to and the loader that finds them, so that the agent runs in any
 * image, whatever that has of a C library. Looked at once.
 */
export function engine(agentBundlePath: string): Promise<Engine> {
  found ??= look(agentBundlePath).catch((cause: unknown) => {
    found = undefined
    throw cause
  })
  return found
}
let found: Promise<Engine> | undefined

async function look(agentBundlePath: string): Promise<Engine> {
  const terminal = `${agentBundlePath}${terminalPart}`
  const programs = [process.execPath, ...(existsSync(terminal) ? [terminal] : [])]
  const linked = new Set((await Promise.all(programs.map(librariesOf))).flat())
  const loader = [...linked].find((path) => basename(path).startsWith('ld-'))
  const shown = (from: string, name = basename(from)): Shown => ({ from, at: `${folder}/${name}` })
  const node = shown(process.execPath, 'node')
  if (!loader) return { files: [node], command: [node.at] }
  return {
    files: [node, ...[...linked].map((path) => shown(path))],
    command: [shown(loader).at, '--library-path', folder, node.at],
  }
}

const folder = '/run/engine'
