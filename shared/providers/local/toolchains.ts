import { execFile } from 'node:child_process'
import { accessSync, closeSync, constants, openSync, readSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const names = ['node', 'python3', 'go'] as const
type Name = (typeof names)[number]

/** A program of this machine that boxes may use, and the directory that must be visible for it to run. */
export interface Toolchain {
  readonly name: Name
  readonly path: string
  /** Nothing when it is part of the system, which every box sees. */
  readonly prefix: string | undefined
}

/** What this machine has. Those of the system come first: they need nothing more to be shown. */
export const findToolchains = (): readonly Toolchain[] =>
  names.flatMap((name) => {
    const found = candidates(name)
    return found.find(({ prefix }) => prefix === undefined) ?? found[0] ?? []
  })

/** The version of each, asked of the programs themselves, once. */
export async function versionsOf(toolchains: readonly Toolchain[]) {
  const asked = await Promise.all(
    toolchains.map(async ({ name, path }) => [name, await versionOf(path, name)] as const),
  )
  return new Map<string, string>(asked)
}

export function toolchainAt(name: Name, path: string): Toolchain | undefined {
  const real = realpathSync(path)
  const prefix = dirname(dirname(real))
  if (real.startsWith('/usr/')) return { name, path: real, prefix: undefined }
  // A program two levels under the root would have us show the root.
  return prefix.split('/').length > 2 ? { name, path: real, prefix } : undefined
}

function candidates(name: Name): readonly Toolchain[] {
  const directories = new Set([
    ...(process.env.PATH ?? '').split(':'),
    '/usr/local/go/bin',
    '/usr/bin',
  ])
  return [...directories].flatMap((directory) => {
    const path = join(directory, name)
    return isProgram(path) ? (toolchainAt(name, path) ?? []) : []
  })
}

/** Version managers put scripts in the path that look for the program elsewhere; those would not work in a box. */
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return firstBytes(path, 2).toString() !== '#!'
  } catch {
    return false
  }
}

function firstBytes(path: string, count: number): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(count)
    readSync(descriptor, bytes)
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

async function versionOf(path: string, name: Name): Promise<string> {
  const { stdout } = await promisify(execFile)(path, [name === 'go' ? 'version' : '--version'])
  return stdout.match(/\d+(\.\d+)+/)?.[0] ?? stdout.trim()
}
