import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { type AgentConfig, AgentReady } from '../../agents/launch.ts'
import { invariant } from '../../platform/faults.ts'
import { environment } from './wrapper.ts'

export interface Launched {
  readonly pid: number
  /** Brings the box to life. Until then it waits, and it dies if we do. */
  tell(config: AgentConfig): Promise<AgentReady>
}

/** Begins a box that outlives us: a session of its own, with no descriptor of ours but the agent's door. */
export function launch(args: readonly string[], log: string): Launched {
  const descriptor = openSync(log, 'a', 0o600)
  try {
    const child = spawn('/bin/sh', args, {
      detached: true,
      cwd: '/',
      env: environment,
      stdio: ['ignore', descriptor, descriptor, 'pipe'],
    })
    const door = child.stdio[3]
    invariant(door instanceof Duplex, 'the agent’s door is open both ways')
    const { pid } = child
    invariant(pid !== undefined, 'a shell can be started')
    return {
      pid,
      tell: async (config) => {
        try {
          return await Promise.race([converse(door, config), neverReady(child)])
        } finally {
          door.destroy()
          child.unref()
        }
      },
    }
  } finally {
    closeSync(descriptor)
  }
}

async function converse(door: Duplex, config: AgentConfig): Promise<AgentReady> {
  door.on('error', () => undefined).end(JSON.stringify(config))
  const said = await new Promise<Buffer>((heard) => door.once('data', heard))
  return AgentReady.parse(JSON.parse(said.toString()))
}

const neverReady = (child: ChildProcess) =>
  new Promise<never>((_, failed) => {
    const late = setTimeout(() => failed(new Error('it did not answer in time')), readyMsMax)
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      failed(new Error(`it exited with ${signal ?? code}`))
    })
    late.unref()
  })

const readyMsMax = 10_000
