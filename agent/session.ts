import { setTimeout as sleep } from 'node:timers/promises'
import type * as z from 'zod'
import { ConnectError } from '../shared/agents/connect.ts'
import type { AgentConfig, AgentEnded } from '../shared/agents/launch.ts'
import type { AdoptRequest } from '../shared/agents/session.ts'
import { type Instant, instant } from '../shared/platform/clock.ts'
import { limits as platform } from '../shared/platform/limits.ts'
import { Activity } from './activity.ts'
import { Commands } from './commands/commands.ts'
import { endSession } from './end.ts'
import { Lease } from './lease.ts'
import { Usage } from './usage/usage.ts'

/** What every call works on. */
export interface Session {
  readonly config: AgentConfig
  startedAt: Instant
  readonly commands: Commands
  readonly lease: Lease
  readonly isEnding: boolean
  /** Its end, once nothing runs in it any more. */
  readonly ended: AgentEnded | null
  readonly activity: Activity
  /** Null where the box is no pid namespace. */
  readonly usage: Usage | null
  stop(graceSeconds: number): void
  /** What it left has been fetched. */
  leave(): void
  /** The box waited for a session; this is the one. Once only, and before anything has run in it. */
  adopt(adoption: z.output<typeof AdoptRequest>): Instant
}

export function newSession(told: AgentConfig, directories: { pipes: string }): Session {
  const config = { ...told }
  const startedAtMs = Date.now()
  const commands = new Commands(config, directories)
  const activity = new Activity(startedAtMs, config.ownsPidNamespace)
  let [isEnding, isAdopted] = [false, false]
  let ended: AgentEnded | null = null
  let lingerMs = 0
  let leave: () => void = () => undefined
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const end = async (cause: AgentEnded['cause'], graceSeconds: number) => {
    if (isEnding) return
    isEnding = true
    ended = await endSession(cause, { config, commands, graceSeconds })
    await Promise.race([left, sleep(lingerMs)])
    process.exit(0)
  }
  const lease = new Lease(startedAtMs, config.leaseSeconds, () => {
    void end('lease', config.stopGraceSeconds ?? platform.commandGraceSeconds)
  })
  const session: Session = {
    config,
    startedAt: instant(startedAtMs),
    commands,
    lease,
    get isEnding() {
      return isEnding
    },
    get ended() {
      return ended
    },
    activity,
    usage: config.ownsPidNamespace ? new Usage() : null,
    stop: (graceSeconds) => void end('stopped', graceSeconds),
    leave,
    adopt({ lingerSeconds, stopKey = config.stopKey, ...adoption }) {
      if (isEnding || isAdopted || commands.isUsed) {
        throw new ConnectError('failed_precondition', 'the box is somebody’s already')
      }
      isAdopted = true
      Object.assign(config, adoption, { stopKey })
      lease.restart(adoption.leaseSeconds)
      lingerMs = lingerSeconds * 1_000
      session.startedAt = instant(Date.now())
      activity.note()
      return session.startedAt
    },
  }
  return session
}
