import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { chmod, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGroups, groupDirectories } from '../../../shared/providers/local/cgroups/create.ts'
import { removeGroups } from '../../../shared/providers/local/cgroups/remove.ts'
import { writeEtc } from '../../../shared/providers/local/etc.ts'
import { filesystem } from '../../../shared/providers/local/filesystem.ts'
import { host, launcherFor } from '../../../shared/providers/local/host.ts'
import { launchers } from '../../../shared/providers/local/launchers.ts'
import type { Mount } from '../../../shared/providers/local/mounts.ts'
import { groupName, placesOf } from '../../../shared/providers/local/places.ts'
import { agentLineOf, familyOf, kill, signal } from '../../../shared/providers/local/processes.ts'
import { environment } from '../../../shared/providers/local/wrapper.ts'
import type { Container, Volume } from '../template.ts'
import type { Program } from './images.ts'
import { bytesIn, milliIn } from './quantities.ts'

export interface Ordered {
  readonly program: Program
  readonly container: Container
  readonly volumes: readonly Volume[]
  readonly env: Readonly<Record<string, string>>
  /** Where it is to be reached; null where it is one that only runs. */
  readonly port: number | null
}

/** A container as it runs here. */
export interface Sandbox {
  readonly child: ChildProcess
  /** Exit code; above 128 where a signal ended it. */
  readonly exited: Promise<number>
  /** Where it listens, once it does. */
  readonly socketPath: string
  readonly log: string
  /** SIGTERM to its program, and after the grace the end of all that is in it. */
  stop(graceMs: number): Promise<void>
}

/** Runs a container as the local provider runs a box: the same launchers, mounts and limits. */
export async function newSandbox(directory: string, ordered: Ordered): Promise<Sandbox> {
  const { program, container, volumes, env, port } = ordered
  const places = placesOf({ runDirectory: directory }, newSandboxName())
  const limits = container.resources?.limits ?? {}
  await mkdir(places.agent, { recursive: true })
  const socketPath = join(places.box, 'port')
  const groups = await createGroups(groupName(places), {
    memoryBytes: bytesIn(limits.memory ?? '512Mi'),
    cpuMillis: milliIn(limits.cpu ?? '1000m'),
    processes: 512,
  })
  await writeEtc(places, imageUser)
  const shape = {
    sessionId: places.sessionId,
    accountId: '',
    template: 'base' as const,
    env: {},
    cpuMillis: 0,
    memoryMb: 0,
    diskMb: scratchMb(ordered),
    leaseSeconds: 0,
    agentKey: '',
  }
  const root = filesystem(shape, places, program.agentBundlePath ?? '/nonexistent')
  const mounts = [
    ...root.filter((mount) => !('from' in mount) || mount.from !== '/nonexistent'),
    ...(program.reads ?? []).map((path): Mount => ({ kind: 'read', from: path, at: path })),
    ...(await volumeMounts(directory, container, volumes)),
  ]
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const said = [...(container.command ?? program.command), ...(container.args ?? [])]
  const args = await launchers[launcherFor('bwrap')].command({
    places,
    mounts,
    cgroups: groups.directories,
    isRoot: host().isRoot,
    sharesNetwork: true,
    program: ['/usr/bin/env', ...variables, ...said],
  })
  // Whoever started it may be killed; then it goes, too.
  const inside = ['setpriv', '--pdeathsig', 'KILL', '/bin/sh', ...args]
  const relayed = [process.execPath, relay, socketPath, String(port), ...inside]
  const ownNetwork = ['--dev-bind', '/', '/', '--unshare-net', '--die-with-parent', '--']
  // Nobody calls a task, so nothing has to lead into its network.
  const line = port === null ? inside : relayed
  const child = launch(
    program.network === 'own' ? [...ownNetwork, ...line] : [...near, ...inside],
    places.log,
  )
  // The launcher notes its program's exit code, and has one of its own; who was killed noted none.
  const exited = once(child, 'exit').then(([code]) => Number(noted(places.exited) ?? code ?? 137))
  return {
    child,
    exited,
    socketPath,
    log: places.log,
    async stop(graceMs) {
      if (child.exitCode === null && child.signalCode === null && child.pid) {
        if (graceMs > 0) {
          askToEnd(child.pid)
          const late = new Promise((done) => setTimeout(done, graceMs).unref())
          await Promise.race([exited, late])
        }
        if (child.exitCode === null && child.signalCode === null) kill(familyOf(child.pid))
      }
      await exited
      await removeGroups(groups.directories)
      await rm(places.box, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Ends what a process left there that was killed, and takes it away. */
export async function clear(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names.filter(isSandboxName)) {
    await removeGroups(groupDirectories(groupName(placesOf({ runDirectory: directory }, name))))
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
}

const newSandboxName = () => `i${randomBytes(5).toString('hex')}`
const isSandboxName = (name: string) => /^i[0-9a-f]{10}$/.test(name)

const noted = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

const relay = fileURLToPath(new URL('relay.cjs', import.meta.url))

/** One that shares this machine's network all the same goes when we do. */
const near = ['--dev-bind', '/', '/', '--die-with-parent', '--']

function launch(args: readonly string[], log: string): ChildProcess {
  const descriptor = openSync(log, 'a', 0o600)
  try {
    return spawn('bwrap', args, {
      env: environment,
      cwd: '/',
      stdio: ['ignore', descriptor, descriptor],
    })
  } finally {
    closeSync(descriptor)
  }
}

/** The container's program: those around it are ours, and end with it. */
const askToEnd = (outermost: number): void => signal(agentLineOf(outermost).slice(-1), 'SIGTERM')

/** The unprivileged user of our images. */
export const imageUser = 1_000

/** Room of `/workspace`: the container's file system is memory there, too. */
function scratchMb({ container, volumes }: Ordered): number {
  const mounted = container.volumeMounts?.find(({ mountPath }) => mountPath === '/workspace')
  const size = volumes.find(({ name }) => name === mounted?.name)?.emptyDir?.sizeLimit
  return size ? Math.max(16, Math.round(bytesIn(size) / 1_048_576)) : 512
}

/** Buckets and shares are folders here: who mounts the same one sees the same files. */
async function volumeMounts(
  directory: string,
  { volumeMounts: mounts = [] }: Container,
  volumes: readonly Volume[],
): Promise<readonly Mount[]> {
  const made = mounts.map(async ({ name, mountPath: at, subPath = '' }): Promise<Mount[]> => {
    const { gcs, nfs, emptyDir } = volumes.find((volume) => volume.name === name) ?? {}
    if (emptyDir)
      return at === '/workspace' ? [] : [{ kind: 'memory', at, megabytes: 64, mode: '1777' }]
    const shared = gcs ? join('buckets', gcs.bucket) : nfs && join('shares', nfs.server, nfs.path)
    if (!shared) throw new Error(`the volume ${name} is of a kind that is not emulated`)
    const from = join(directory, '.volumes', shared, subPath)
    mkdirSync(from, { recursive: true })
    await chmod(from, 0o777)
    return [{ kind: (gcs ?? nfs)?.readOnly ? 'read' : 'write', from, at }]
  })
  return [
    ...mounts.flatMap(({ mountPath }) => above(mountPath)),
    ...(await Promise.all(made)).flat(),
  ]
}

/** Directories that would else be made for root alone. */
const above = (path: string): Mount[] => {
  const parent = dirname(path)
  return parent === '/' ? [] : [...above(parent), { kind: 'directory', at: parent }]
}
