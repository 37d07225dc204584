import type { EndEvent } from '../../shared/agents/wire.ts'

export interface Ending {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly durationMs: number
  readonly stdoutBytes: number
  readonly stderrBytes: number
}

/** How a command ended, in the words its foreign clients know, and ours. */
export function endEvent({ exitCode, signal, durationMs, ...rest }: Ending): EndEvent {
  const status = signal === null ? `exit status ${exitCode}` : `signal: ${said(signal)}`
  return {
    exitCode: exitCode ?? -1,
    exited: signal === null,
    status,
    ...(exitCode === 0 ? {} : { error: status }),
    signal,
    durationMs: Math.round(durationMs),
    ...rest,
  }
}

const said = (signal: string) => (signal === 'SIGKILL' ? 'killed' : spoken(signal))
const spoken = (signal: string) => (signal === 'SIGTERM' ? 'terminated' : signal.toLowerCase())
