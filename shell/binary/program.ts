import { constants } from 'node:os'
import type { AgentClient, CommandSignal } from '../../shared/agents/client.ts'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { AgentLine } from '../../shared/agents/line.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import type { Session } from '../../shared/sessions/session.ts'
import type { Wish } from './wish.ts'

/** The program a binary client speaks with. */
export interface Program {
  readonly line: AgentLine
  /** By its number, as the frame has it. */
  signal(number: number): Promise<void>
}

/** Finds what the client started before under its name, or starts it: once, however often the client comes. */
export async function programIn(
  plane: Plane,
  session: Session,
  wish: Wish,
  signal: AbortSignal,
): Promise<Program> {
  const agent = plane.agent(session.backend, session.id)
  const line = await found(agent, wish, signal)
  const { pid } = line
  return {
    line,
    async signal(number) {
      const name = signalNames.get(number)
      if (!name) throw new Fault('invalid_request', `signal ${number} cannot be sent`)
      await agent.sendSignal({ pid }, name)
    },
  }
}

async function found(agent: AgentClient, wish: Wish, signal: AbortSignal): Promise<AgentLine> {
  const tag = `${wish.speaks}-${wish.id}`
  const { stdoutOffset, stderrOffset, terminal } = wish
  try {
    const connect = { process: { tag }, stdoutOffset, stderrOffset }
    return await agent.line({ connect }, signal)
  } catch (cause) {
    if (!(cause instanceof ConnectError && cause.code === 'not_found')) throw cause
  }
  const [cmd, ...args] = wish.argv ?? ['/bin/sh', ...(terminal ? ['-l'] : [])]
  const envs = terminal ? { TERM: 'xterm-256color' } : {}
  const process = { cmd, args, envs, cwd: wish.workdir ?? '/workspace' }
  const pty = terminal ? { pty: { size: terminal } } : {}
  return agent.line({ start: { process, tag, ...pty } }, signal)
}

const signalNames: ReadonlyMap<number, CommandSignal> = new Map(
  (['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const).map((name) => [
    constants.signals[name],
    name,
  ]),
)
