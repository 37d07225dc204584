import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, statSync, writeFileSync } from 'node:fs'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Pipes } from './pipes.ts'

export interface Program {
  readonly cmd: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly hasStdin: boolean
  readonly owner: { readonly uid: number; readonly gid: number } | null
}

export interface Spawned {
  readonly pid: number
  readonly child: ChildProcess
  /** Our ends of its pipes. */
  readonly stdin: number | null
  readonly stdout: number
  readonly stderr: number
}

/** Starts a program as the leader of a session and process group of its own. */
export async function spawnProgram(program: Program, pipes: Pipes): Promise<Spawned> {
  const stdout = await pipes.outward()
  const stderr = await pipes.outward()
  const stdin = program.hasStdin ? await pipes.inward() : null
  try {
    const child = await run(program, [stdin?.theirs ?? 'ignore', stdout.theirs, stderr.theirs])
    return { ...child, stdin: stdin?.ours ?? null, stdout: stdout.ours, stderr: stderr.ours }
  } catch (error) {
    for (const pipe of [stdin, stdout, stderr]) if (pipe) closeSync(pipe.ours)
    throw refusal(program, error)
  } finally {
    for (const pipe of [stdin, stdout, stderr]) if (pipe) closeSync(pipe.theirs)
  }
}

async function run(program: Program, stdio: readonly ('ignore' | number)[]) {
  const child = spawn(program.cmd, program.args, {
    cwd: program.cwd,
    env: program.env,
    stdio: [...stdio],
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
