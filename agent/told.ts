import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AgentBoot,
  AgentConfig,
  bootVariable,
  launchDescriptor,
  socketName,
} from '../shared/agents/launch.ts'
import { epochMs } from '../shared/platform/clock.ts'
import { newSecret } from '../shared/platform/ids.ts'
import { limits } from './limits.ts'

/** Where the agent listens: a socket in its directory, or a port of its machine. */
export type Place = { readonly path: string } | { readonly port: number }

export interface Told {
  readonly config: AgentConfig
  readonly place: Place
  /** Whether somebody holds descriptor 3 and waits for its word. */
  readonly isAwaited: boolean
}

/** What its launcher has told it: by its environment where it is there, else by descriptor 3. */
export function told(env: NodeJS.ProcessEnv, nowMs: number): Told {
  const boot = env[bootVariable]
  if (boot === undefined) {
    const config = AgentConfig.parse(JSON.parse(readFileSync(launchDescriptor, 'utf8')))
    const { port, directory } = config
    const place = port ? { port } : { path: join(directory, socketName) }
    return { config: inTime(config, nowMs), place, isAwaited: true }
  }
  const config = configOf(AgentBoot.parse(JSON.parse(boot)), nowMs)
  return { config, place: { port: Number(env.PORT ?? defaultPort) }, isAwaited: false }
}

/** By whichever clock says less: a machine whose clock is behind stretches nothing. */
function inTime(config: AgentConfig, nowMs: number): AgentConfig {
  const { leaseSeconds, leaseEndsAt } = config
  if (!leaseEndsAt) return config
  const left = Math.max(0.001, (epochMs(leaseEndsAt) - nowMs) / 1_000)
  return { ...config, leaseSeconds: Math.min(leaseSeconds, left) }
}

/**
 * A machine that comes up after its time has lost what was in it, and must not pass for the one that was: no key opens
 * it, so that whoever asks learns of the loss, and then it goes.
 */
function configOf({ leaseEndsAt, ...boot }: AgentBoot, nowMs: number): AgentConfig {
  const leaseSeconds = (epochMs(leaseEndsAt) - nowMs) / 1_000
  if (leaseSeconds > 0) return { ...boot, leaseSeconds }
  return { ...boot, agentKey: newSecret(), leaseSeconds: limits.lateLifeSeconds }
}

/** What Cloud Run calls it unless it is told otherwise. */
const defaultPort = 8080
