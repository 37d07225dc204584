import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundleAgent } from '../../agent/bundle.ts'
import { writeEtc } from '../../shared/providers/local/etc.ts'
import { filesystem } from '../../shared/providers/local/filesystem.ts'
import { host, launcherFor } from '../../shared/providers/local/host.ts'
import { launchers } from '../../shared/providers/local/launchers.ts'
import { placesOf } from '../../shared/providers/local/places.ts'
import { environment } from '../../shared/providers/local/wrapper.ts'
import type { Run } from './bench.ts'
import { temporaryFolder } from './folder.ts'

/** Runs a program in a box as sessions have it (same launcher, same mounts), and nothing around it. */
export async function bareSandbox(run: Run) {
  const runDirectory = temporaryFolder(run)
  const places = placesOf({ runDirectory }, 'bench')
  const agentBundlePath = join(runDirectory, 'agent.cjs')
  await bundleAgent(agentBundlePath)
  mkdirSync(places.agent, { recursive: true })
  await writeEtc(places, process.getuid?.() ?? 0)
  const name = launcherFor(undefined)
  const mounts = filesystem(spec, places, agentBundlePath)
  const { isRoot } = host()
  const commandFor = async (program: readonly string[]) => {
    const plan = { places, mounts, cgroups: [], isRoot, program }
    const args = await launchers[name].command(plan)
    // bubblewrap needs no shell around it but to join cgroups, which is ours to pay.
    return name === 'bwrap' ? ['bwrap', ...args.slice(3)] : ['/bin/sh', ...args]
  }
  const node = host().node?.path ?? process.execPath
  const echo = await commandFor(['/bin/echo', 'hi'])
  const started = await commandFor([node, '-e', 'console.log("hi")'])
  return {
    name,
    echo: () => firstOutput(echo),
    /** The floor of any agent that is written for Node. */
    node: () => firstOutput(started),
  }
}

/** A command without a sandbox, from its start to its end. */
export const unsandboxed = async (): Promise<void> => {
  const child = spawn('/bin/sh', ['-c', 'echo hi'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.resume()
  child.stderr.resume()
  await once(child, 'close')
}

/** Answers how long the first output took; done when the program is over. */
async function firstOutput([file = '', ...args]: readonly string[]): Promise<number> {
  const from = performance.now()
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env: environment })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  const took = performance.now() - from
  child.stdout.resume()
  await closed
  if (child.exitCode !== 0) throw new Error(`${file} exited with ${child.exitCode}`)
  return took
}

const spec = {
  sessionId: 'bench',
  accountId: 'bench',
  template: 'base',
  env: {},
  cpuMillis: 1_000,
  memoryMb: 512,
  diskMb: 1_024,
  leaseSeconds: 60,
  agentKey: '',
} as const
