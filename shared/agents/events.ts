import type { EndEvent, ProcessEvent } from './wire.ts'

/** What a command does, as our code reads it. */
export type CommandEvent =
  | { readonly type: 'start'; readonly pid: number }
  | {
      /** A terminal says all as `stdout`. */
      readonly type: 'stdout' | 'stderr'
      /** Bytes of this stream before these. Higher than expected where the oldest are gone. */
      readonly offset: number
      readonly data: Uint8Array
    }
  | {
      readonly type: 'end'
      /** `null` when a signal ended it. */
      readonly exitCode: number | null
      readonly signal: string | null
      readonly timedOut: boolean
      readonly durationMs: number
      /** All that was said, kept or not. */
      readonly stdoutBytes: number
      readonly stderrBytes: number
    }

/** Nothing for an event that only says that the agent lives. */
export function eventIn({ event }: ProcessEvent): CommandEvent | undefined {
  if ('start' in event) return { type: 'start', pid: event.start.pid }
  if ('data' in event) {
    const { stdout, stderr, pty, offset } = event.data
    const type = stderr === undefined ? 'stdout' : 'stderr'
    return { type, offset, data: Buffer.from(pty ?? stdout ?? stderr ?? '', 'base64') }
  }
  if ('end' in event) return endIn(event.end)
  return undefined
}

export function endIn(end: EndEvent): CommandEvent {
  const { exitCode, exited, signal, timedOut, durationMs, stdoutBytes, stderrBytes } = end
  return {
    type: 'end',
    exitCode: exited ? exitCode : null,
    signal,
    timedOut,
    durationMs,
    stdoutBytes,
    stderrBytes,
  }
}
