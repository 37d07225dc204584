import { constants } from 'node:os'
import type * as z from 'zod'
import { ConnectError } from '../agents/connect.ts'
import type { CommandEvent } from '../agents/events.ts'
import { AgentUnreachable } from '../agents/unreachable.ts'
import type { execute } from '../contract/commands.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { notRunning } from '../sessions/find.ts'
import { reckon } from '../sessions/reckon.ts'
import type { Session } from '../sessions/session.ts'

export type CommandRequest = z.output<typeof execute.body>

/**
 * Runs a command in a session and tells what it does. The command goes on when the caller stops
 * listening. A box that is found gone ends its session here, with the true cause.
 */
export async function* runCommand(
  plane: Plane,
  session: Session,
  { command, env, cwd, timeout }: CommandRequest,
  signal: AbortSignal,
): AsyncGenerator<CommandEvent> {
  try {
    yield* plane.agent(session.backend, session.id).run({
      argv: ['/bin/sh', '-c', command],
      env,
      cwd,
      timeoutMs: timeout * 1_000,
      signal,
    })
  } catch (cause) {
    throw await faultFor(plane, session, cause)
  }
}

export type End = Extract<CommandEvent, { type: 'end' }>

/** As a shell would say it: 128 + n of a command that signal n ended, 124 of one whose time was up. */
export function endingOf(end: End) {
  const returncode = returncodeOf(end)
  return {
    returncode,
    success: returncode === 0,
    signal: end.signal,
    timed_out: end.timedOut,
    duration_ms: end.durationMs,
  }
}

export function returncodeOf({
  timedOut,
  exitCode,
  signal,
}: Pick<End, 'timedOut' | 'exitCode' | 'signal'>): number {
  if (timedOut) return 124
  return exitCode ?? 128 + (signals.get(signal ?? '') ?? 0)
}

const signals: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals))

/** What a failure of the agent means for who asked: a box that is found gone ends its session. */
export async function faultFor(plane: Plane, session: Session, cause: unknown): Promise<unknown> {
  if (cause instanceof ConnectError && cause.code === 'invalid_argument') {
    const flaws = [{ location: 'body', message: cause.message }]
    return new Fault('invalid_request', cause.message, { flaws, cause })
  }
  if (!(cause instanceof AgentUnreachable)) return cause
  const now = (await reckon(plane, session)) ?? session
  return now.status === 'running'
    ? new Fault('provider_unavailable', 'the session did not answer; try again', { cause })
    : notRunning(now)
}
