import type * as z from 'zod'
import type { CommandRecord } from '../../shared/agents/history.ts'
import type { StartRequest } from '../../shared/agents/wire.ts'
import { instant } from '../../shared/platform/clock.ts'
import type { Command } from '../commands/command.ts'
import { limits } from '../limits.ts'

export interface Begun {
  readonly number: number
  readonly command: Command
  readonly request: z.output<typeof StartRequest>
  readonly cwd: string
  readonly startedAtMs: number
  /** Why the session was ending when the command ended, if it was. */
  endedWith: 'lease' | 'stopped' | undefined
}

/** What is known of a command now. Once it has ended, this does not change. */
export const recordOf = ({
  number,
  command,
  request,
  cwd,
  startedAtMs,
  endedWith,
}: Begun): CommandRecord => ({
  number,
  pid: command.pid,
  tag: command.tag ?? null,
  argv: clipped([request.process.cmd, ...request.process.args]),
  cwd,
  isTerminal: command.terminal !== null,
  startedAt: instant(startedAtMs),
  ending: endingOf(command, startedAtMs, endedWith),
  stdoutBytes: command.stdout.length,
  stderrBytes: command.stderr.length,
})

function endingOf(
  { end }: Command,
  startedAtMs: number,
  endedWith: Begun['endedWith'],
): CommandRecord['ending'] {
  if (!end) return null
  const { exited, exitCode, signal, timedOut, durationMs } = end
  return {
    cause: timedOut ? 'timeout' : (endedWith ?? (exited ? 'exited' : 'signal')),
    exitCode: exited ? exitCode : null,
    signal,
    endedAt: instant(startedAtMs + durationMs),
    durationMs,
  }
}

/** Of one that was killed with its session, whose agent does not live to see it gone. */
export const killed = ({ startedAtMs, endedWith = 'stopped' }: Begun) => ({
  cause: endedWith,
  exitCode: null,
  signal: 'SIGKILL',
  endedAt: instant(Date.now()),
  durationMs: Math.max(0, Date.now() - startedAtMs),
})

function clipped(words: readonly string[]): string[] {
  let room = limits.recordedArgvCharacters
  const kept: string[] = []
  for (const word of words) {
    if (room <= 0) break
    kept.push(word.slice(0, room))
    room -= word.length
  }
  return kept
}
