import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, statSync, writeFileSync } from 'node:fs'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Owner } from '../owner.ts'
import { type Size, Terminal, withoutMasters } from '../terminals/terminal.ts'
import type { Link } from './link.ts'
import { Piped } from './piped.ts'
import type { Pipes } from './pipes.ts'

export interface Program {
  readonly cmd: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly hasStdin: boolean
  readonly owner: Owner | null
  /** A terminal of this size in the place of pipes. */
  readonly terminal: Size | null
}

export interface Spawned {
  readonly pid: number
  readonly child: ChildProcess
  readonly link: Link
}

/** Starts a program as the leader of a session and process group of its own. */
export const spawnProgram = (program: Program, pipes: Pipes): Promise<Spawned> =>
  program.terminal ? onTerminal(program, program.terminal) : onPipes(program, pipes)

async function onPipes(program: Program, pipes: Pipes): Promise<Spawned> {
  const stdout = await pipes.outward()
  const stderr = await pipes.outward()
  const stdin = program.hasStdin ? await pipes.inward() : null
  try {
    const child = await run(program, [stdin?.theirs ?? 'ignore', stdout.theirs, stderr.theirs])
    const ours = { stdin: stdin?.ours ?? null, stdout: stdout.ours, stderr: stderr.ours }
    return { ...child, link: new Piped(ours) }
  } catch (error) {
    for (const pipe of [stdin, stdout, stderr]) if (pipe) closeSync(pipe.ours)
    throw refusal(program, error)
  } finally {
    for (const pipe of [stdin, stdout, stderr]) if (pipe) closeSync(pipe.theirs)
  }
}

async function onTerminal(program: Program, size: Size): Promise<Spawned> {
  const terminal = Terminal.open(size, program.owner)
  try {
    const args = ['-c', takeTerminal, terminal.path, program.cmd, ...program.args]
    const child = await run({ ...program, cmd: '/bin/sh', args }, ['ignore', 'ignore', 'ignore'])
    return { ...child, link: terminal }
  } catch (error) {
    terminal.discard()
    throw refusal(program, error)
  }
}

/**
 * Only the leader of a new session can take a terminal for its own, by opening it: so a shell does, and then becomes
 * the program. `iutf8` makes the erase key take a whole character.
 */
const takeTerminal = 'exec <>"$0" >&0 2>&1; stty iutf8 2>/dev/null; exec "$@"'

async function run(program: Program, stdio: readonly ('ignore' | number)[]) {
  const child = spawn(program.cmd, program.args, {
    cwd: program.cwd,
    env: program.env,
    stdio: [...stdio, ...withoutMasters()],
    detached: true,
    ...(program.owner ?? {}),
  })
  if (child.pid === undefined) {
    const [error] = await once(child, 'error')
    throw error
  }
  child.on('error', () => undefined)
  preferForOom(child.pid)
  return { child, pid: child.pid }
}

/** When memory runs out a command dies for it and not the agent. */
function preferForOom(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '900')
  } catch {
    // It has ended already, or the machine does not allow it: the kernel then chooses by size alone.
  }
}

function refusal({ cmd, cwd }: Program, error: unknown): ConnectError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EAGAIN' || code === 'ENOMEM' || code === 'EMFILE') {
    return new ConnectError('resource_exhausted', 'no more processes can be started here', error)
  }
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return new ConnectError('invalid_argument', `the directory ${cwd} does not exist`, error)
  }
  return new ConnectError('invalid_argument', `${cmd} could not be started: ${code}`, error)
}
