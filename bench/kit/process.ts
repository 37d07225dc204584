import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Run } from './bench.ts'

/** A Node process of the bench's, which does not outlive it. */
export function startNode(
  run: Run,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  run.ending(() => end(child))
  if (!isStarted(child)) throw new Error(`node ${args[0]} did not start`)
  return child
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** The CPU time a process has used so far, its threads' too, in the kernel's steps of 10 ms. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[11]), Number(fields[12])]
  return (user + system) * 10
}

export function residentMiBOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1_024
}

const isStarted = (child: ChildProcess): child is ChildProcess & { readonly pid: number } =>
  child.pid !== undefined
