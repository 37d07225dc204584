import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { home, workspace } from '../local/filesystem.ts'
import type { Places } from '../local/places.ts'
import { environment } from '../local/wrapper.ts'

/**
 * The user's directories: in memory, each with a size, so that a full one is ENOSPC and nothing else. They are mounted by us and
 * not by the daemon, whose own volumes of this kind cannot be removed any more once it was restarted under them.
 */
export const volumesOf = (places: Places, diskMb: number) =>
  [
    { at: workspace, from: pathsOf(places).workspace, megabytes: diskMb },
    { at: home, from: pathsOf(places).home, megabytes: sideMegabytes(diskMb) },
  ] as const

/** The home directory, and /tmp. */
export const sideMegabytes = (diskMb: number) => Math.max(16, Math.ceil(diskMb / 4))

export async function mountVolumes(places: Places, diskMb: number): Promise<void> {
  for (const { from, megabytes } of volumesOf(places, diskMb)) {
    await mkdir(from, { recursive: true, mode: 0o755 })
    const options = `size=${megabytes}m,mode=755,nosuid,nodev`
    await run('mount', ['-t', 'tmpfs', '-o', options, 'onmemos', from])
  }
}

/** Where this machine has them; nothing where they are not mounted, for an empty directory is not what the user has. */
export async function mountPoints(places: Places) {
  const paths = pathsOf(places)
  const mounted = await mountedBelow(places)
  return Object.values(paths).every((path) => mounted.includes(path)) ? paths : undefined
}

/** Whoever still reads them goes on; nobody finds them any more. */
export async function removeVolumes(places: Places): Promise<void> {
  for (const path of (await mountedBelow(places)).toReversed()) {
    await run('umount', ['--lazy', path])
  }
}

const pathsOf = ({ box }: Places) => ({
  workspace: join(box, 'workspace'),
  home: join(box, 'home'),
})

async function mountedBelow({ box }: Places): Promise<readonly string[]> {
  return (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .map((path) =>
      path.replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))),
    )
    .filter((path) => path.startsWith(`${box}/`))
}

const run = (program: 'mount' | 'umount', args: readonly string[]) =>
  promisify(execFile)(program, [...args], { env: environment })
