import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import { execute } from './execute.ts'
import { openNetwork } from './network.ts'
import { busybox, dockerd, ip, nft, runsc } from './programs.ts'

/** Why there can be no daemon of a test's own; null where there can. */
export function noDaemon(): string | null {
  if (process.platform !== 'linux') return 'Docker needs Linux'
  if (process.getuid?.() !== 0) return 'a Docker daemon of its own needs root'
  if (!existsSync(dockerd)) return 'dockerd is not installed: apt-get install docker.io'
  if (![ip, nft].every((program) => existsSync(program))) {
    return 'its network needs two programs: apt-get install iproute2 nftables'
  }
  if (!existsSync(busybox)) return 'busybox is not installed: apt-get install busybox-static'
  return null
}

export type TestDaemon = Awaited<ReturnType<typeof startDaemon>>

/** A Docker daemon that nobody else uses: on a network of its own (`reachable`), all it has below one directory. */
export async function startDaemon() {
  const network = await openNetwork()
  const directory = mkdtempSync(join(tmpdir(), 'onmemos-dockerd-'))
  const socketPath = join(directory, 'sock')
  const config = join(directory, 'daemon.json')
  writeFileSync(config, JSON.stringify(settings))
  const begin = () => spawnDaemon(directory, config, socketPath, network.enter)
  let daemon = begin()
  const docker = new Docker({ socketPath })
  const end = async () => {
    daemon.kill('SIGTERM')
    if (daemon.exitCode === null) await once(daemon, 'exit')
  }
  const close = async () => {
    await end()
    await network.close()
    await unmount(directory)
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
  try {
    await answering(docker, directory)
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    docker,
    host: `unix://${socketPath}`,
    /** What begins a program on its network. */
    enter: network.enter,
    close,
    /** Ends it, and starts it again after a while: what it runs goes on. */
    async restart(meanwhile: () => Promise<unknown> = async () => undefined) {
      await end()
      await meanwhile()
      daemon = begin()
      await answering(docker, directory)
    },
  }
}

/** Containers outlive it; they are ended by who started them. */
const settings = {
  'live-restore': true,
  runtimes: {
    runsc: {
      path: runsc,
      // Sockets that are made inside can be reached from outside.
      runtimeArgs: ['--platform=ptrace', '--host-uds=create', '--network=none'],
    },
  },
}

function spawnDaemon(
  directory: string,
  config: string,
  socketPath: string,
  enter: readonly string[],
) {
  rmSync(join(directory, 'log'), { force: true })
  const args = [
    ...['--config-file', config, '--data-root', join(directory, 'data')],
    ...['--exec-root', join(directory, 'exec'), '--pidfile', join(directory, 'pid')],
    ...['-H', `unix://${socketPath}`],
    ...['--iptables=false', '--bridge=none'],
  ]
  // It does not outlive a test that was killed.
  const daemon = spawn('setpriv', ['--pdeathsig', 'TERM', ...enter, dockerd, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const log: Buffer[] = []
  daemon.stderr.on('data', (chunk: Buffer) => log.push(chunk))
  daemon.once('exit', () => writeFileSync(join(directory, 'log'), Buffer.concat(log)))
  return daemon
}

async function answering(docker: Docker, directory: string): Promise<void> {
  const log = join(directory, 'log')
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
    // Written when it has ended.
    if (existsSync(log)) break
    if (await docker.ping().catch(() => undefined)) return
  }
  const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').at(-1) : ''
  throw new NoDaemon(`dockerd does not start here: ${said}`)
}

/** This machine lets none run: a reason to skip, not a failure. */
export class NoDaemon extends Error {
  override readonly name = 'NoDaemon'
}

/** Runs a container to its end, as the machine of a test may forbid. */
export async function mustRun(docker: Docker, image: string): Promise<void> {
  const HostConfig = { NetworkMode: 'none', Memory: 67_108_864, PidsLimit: 16, AutoRemove: true }
  const container = await docker.createContainer({ Image: image, Cmd: ['true'], HostConfig })
  await container.start().catch((cause: unknown) => {
    throw new NoDaemon(`containers do not run here: ${cause}`)
  })
}

/** What it left mounted, the innermost first. */
async function unmount(directory: string): Promise<void> {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((path) => path.startsWith(`${directory}/`))
  for (const path of mounted.toReversed()) await execute('umount', ['--lazy', path])
}
