import { constants } from 'node:os'
import type { CommandSignal } from '../../shared/agents/client.ts'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { CommandEvent } from '../../shared/agents/events.ts'
import { begun, terminalFault } from '../../shared/commands/terminal.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import type { Session } from '../../shared/sessions/session.ts'
import type { Wish } from './wish.ts'

/** The program a binary client speaks with. */
export interface Program {
  readonly events: AsyncIterable<CommandEvent>
  type(bytes: Buffer): Promise<void>
  closeInput(): Promise<void>
  resize(size: { cols: number; rows: number }): Promise<void>
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
  const asked = async <T>(asking: Promise<T>): Promise<T> => {
    try {
      return await asking
    } catch (cause) {
      throw await terminalFault(plane, session, cause)
    }
  }
  const { pid, events } = await asked(found(agent, wish, signal))
  return {
    events: told(events, (cause) => terminalFault(plane, session, cause)),
    type: (bytes) => asked(agent.sendInput({ pid }, bytes)),
    closeInput: () => asked(agent.closeStdin({ pid })),
    resize: ({ cols, rows }) => asked(agent.resize({ pid }, { cols, rows })),
    async signal(number) {
      const name = signalNames.get(number)
      if (!name) throw new Fault('invalid_request', `signal ${number} cannot be sent`)
      await asked(agent.sendSignal({ pid }, name))
    },
  }
}

type Agent = ReturnType<Plane['agent']>

async function found(agent: Agent, wish: Wish, signal: AbortSignal) {
  const tag = `${wish.speaks}-${wish.id}`
  const from = { stdout: wish.stdoutOffset, stderr: wish.stderrOffset }
  try {
    return await begun(agent.follow({ tag }, from, signal))
  } catch (cause) {
    if (!(cause instanceof ConnectError && cause.code === 'not_found')) throw cause
  }
  return begun(
    agent.run({
      argv: wish.argv ?? ['/bin/sh', ...(wish.terminal ? ['-l'] : [])],
      cwd: wish.workdir ?? '/workspace',
      ...(wish.terminal ? { env: { TERM: 'xterm-256color' }, terminal: wish.terminal } : {}),
      stdin: true,
      tag,
      signal,
    }),
  )
}

async function* told(
  events: AsyncIterable<CommandEvent>,
  faultOf: (cause: unknown) => Promise<unknown>,
): AsyncGenerator<CommandEvent> {
  try {
    yield* events
  } catch (cause) {
    throw await faultOf(cause)
  }
}

const signalNames: ReadonlyMap<number, CommandSignal> = new Map(
  (['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const).map((name) => [
    constants.signals[name],
    name,
  ]),
)
