import type { CommandEvent } from '../../shared/agents/events.ts'
import { collect } from '../../shared/commands/collect.ts'
import { runCommand } from '../../shared/commands/run.ts'
import type { ClientMessage, ServerMessage } from '../../shared/contract/shell.ts'
import type { Plane } from '../../shared/plane.ts'
import type { Session } from '../../shared/sessions/session.ts'
import { Output } from './output.ts'

type Request = Extract<ClientMessage, { type: 'command' }>
type Tell = (message: ServerMessage) => Promise<void> | undefined

/** Runs a command, telling what it says as it comes where that was asked for, and its result. */
export async function answerCommand(
  plane: Plane,
  session: Session,
  { id, stream, command, timeout, env, cwd }: Request,
  tell: Tell,
): Promise<void> {
  // Like one sent over HTTP it goes on when its client leaves. A signal that all commands shared would be warned of as a leak.
  const never = new AbortController().signal
  const heard = runCommand(plane, session, { command, timeout, env, cwd }, never)
  const result = await collect(stream ? told(heard, id, tell) : heard)
  void tell({ type: 'command_result', ...(id === undefined ? {} : { id }), command, ...result })
}

async function* told(events: AsyncIterable<CommandEvent>, id: string | undefined, tell: Tell) {
  const streams = { stdout: new Output(0), stderr: new Output(0) }
  const of = id === undefined ? {} : { id }
  for await (const event of events) {
    if (event.type === 'stdout' || event.type === 'stderr') {
      for (const piece of streams[event.type].of(event)) {
        await tell({ type: 'output', ...of, stream: event.type, ...piece })
      }
    }
    if (event.type === 'end') {
      for (const stream of ['stdout', 'stderr'] as const) {
        for (const piece of streams[stream].last())
          await tell({ type: 'output', ...of, stream, ...piece })
      }
    }
    yield event
  }
}
