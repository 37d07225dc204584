import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execute } from './execute.ts'
import { busybox } from './programs.ts'

export type TestNetwork = Awaited<ReturnType<typeof openNetwork>>

/**
 * A network namespace for a daemon, and another that is all the rest of the world to it: a site of the internet, a metadata
 * server and a private machine, each of which answers `found` on port 80. Nothing of this machine's own network is touched.
 */
export async function openNetwork() {
  const root = mkdtempSync(join(tmpdir(), 'onmemos-world-'))
  writeFileSync(join(root, 'index.html'), 'found\n')
  const site = ['httpd', '-f', '-p', '80', '-h', root]
  const machine = inNamespace(['sh', '-c', `${busybox} ${site.join(' ')} & exec sleep infinity`])
  const world = inNamespace([busybox, ...site])
  const close = async () => {
    for (const process of [machine, world]) await ended(process)
    rmSync(root, { recursive: true })
  }
  try {
    const [here, there] = [await entered(machine), await entered(world)]
    await execute('nsenter', [
      here,
      ...'ip link add up0 type veth peer name up0 netns'.split(' '),
      String(world.pid),
    ])
    for (const [where, lines] of [
      [here, ['addr add 11.0.0.2/24 dev up0', ...up, 'route add default via 11.0.0.1']],
      [
        there,
        [
          ...outside.map((one) => `addr add ${one}/32 dev lo`),
          'addr add 11.0.0.1/24 dev up0',
          ...up,
        ],
      ],
    ] as const) {
      for (const line of lines) await execute('nsenter', [where, 'ip', ...line.split(' ')])
    }
    return { enter: ['nsenter', here] as const, close }
  } catch (cause) {
    await close()
    throw cause
  }
}

/** What the daemon's machine reaches. */
export const reachable = {
  internet: '93.184.215.14',
  metadata: '169.254.169.254',
  private: '10.9.9.9',
  machine: '11.0.0.2',
} as const

const outside = [reachable.internet, reachable.metadata, reachable.private]
const up = ['link set lo up', 'link set up0 up']

/** They do not outlive a test that was killed. */
const inNamespace = (program: readonly string[]) =>
  spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--net', ...program], {
    stdio: 'ignore',
    detached: true,
  })

async function entered({ pid }: ChildProcess): Promise<string> {
  const at = `/proc/${pid}/ns/net`
  const ours = readlinkSync('/proc/self/ns/net')
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(10)) {
    if (readlinkSync(at) !== ours) return `--net=${at}`
  }
  throw new Error('no namespace was made')
}

async function ended(process: ChildProcess) {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return
  const exit = once(process, 'exit')
  globalThis.process.kill(-process.pid, 'SIGKILL')
  await exit
}
