import type { AgentConfig } from '../shared/agents/launch.ts'
import { type Instant, instant } from '../shared/platform/clock.ts'
import { limits as platform } from '../shared/platform/limits.ts'
import { Commands } from './commands/commands.ts'
import { endSession } from './end.ts'
import { Lease } from './lease.ts'

/** What every call works on. */
export interface Session {
  readonly config: AgentConfig
  readonly startedAt: Instant
  readonly commands: Commands
  readonly lease: Lease
  readonly isEnding: boolean
  lastActivityAt: Instant
  stop(graceSeconds: number): void
}

export function newSession(config: AgentConfig, directories: { pipes: string }): Session {
  const startedAtMs = Date.now()
  const commands = new Commands(config, directories)
  let isEnding = false
  const end = (cause: 'lease' | 'stopped', graceSeconds: number) => {
    if (isEnding) return
    isEnding = true
    void endSession(cause, { config, commands, graceSeconds })
  }
  return {
    config,
    startedAt: instant(startedAtMs),
    commands,
    lease: new Lease(startedAtMs, config.leaseSeconds, () =>
      end('lease', platform.stopGraceSeconds),
    ),
    get isEnding() {
      return isEnding
    },
    lastActivityAt: instant(startedAtMs),
    stop: (graceSeconds) => end('stopped', graceSeconds),
  }
}
