import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { agentClient } from '../shared/agents/client.ts'
import { type AgentConfig, nodeFlags, socketName, terminalPart } from '../shared/agents/launch.ts'
import { invariant } from '../shared/platform/faults.ts'
import { newSecret } from '../shared/platform/ids.ts'

/**
 * Makes the agent: a program that needs nothing but Node 20, and beside it its text as `.main`, what the engine
 * compiled of that as `.cache` and what terminals need of the system as `.pty.node`, which both may be missing.
 */
export async function bundleAgent(outfile: string): Promise<void> {
  await rm(`${outfile}.cache`, { force: true })
  await mkdir(dirname(outfile), { recursive: true })
  await copyFile(new URL('boot.cjs', import.meta.url), outfile)
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    outfile: `${outfile}.main`,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  })
  await copyTerminalPart(`${outfile}${terminalPart}`)
  await makeCodeCache(outfile)
}

/** Where nobody has built it for this platform, the agent says so when a terminal is asked for. */
async function copyTerminalPart(to: string): Promise<void> {
  const name = `@lydell/node-pty-${process.platform}-${process.arch}/pty.node`
  await rm(to, { force: true })
  try {
    await copyFile(createRequire(import.meta.url).resolve(name), to)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'

/** Lets an agent live a short life, so that what a real one needs first is compiled. */
async function makeCodeCache(outfile: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'onmemos-agent-'))
  const config: AgentConfig = {
    agentKey: newSecret(),
    stopKey: newSecret(),
    leaseSeconds: 60,
    directory,
    owner: null,
    ownedDirectories: [],
    env: {},
    cwd: '/',
    ownsPidNamespace: false,
  }
  const child = spawn(process.execPath, [...nodeFlags, outfile], {
    env: { ...process.env, ONMEMOS_MAKE_CODE_CACHE: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const exited = once(child, 'exit')
  const door = child.stdio[3]
  invariant(door instanceof Duplex, 'the agent’s door is open both ways')
  door.end(JSON.stringify(config))
  await Promise.race([once(door, 'data'), exited])
  const agent = agentClient({ socketPath: join(directory, socketName) }, config.agentKey)
  for await (const _ of agent.run({ argv: ['/bin/sh', '-c', 'echo hi; echo err >&2'] }));
  await agent.stop(0)
  await exited
  await rm(directory, { recursive: true, maxRetries: 10 })
}
