import type { CommandEvent } from '../../shared/agents/events.ts'
import { type Piece, Pieces } from '../../shared/commands/pieces.ts'
import { readySession } from '../../shared/commands/ready.ts'
import { endingOf, runCommand } from '../../shared/commands/run.ts'
import { api } from '../../shared/contract/index.ts'
import { handle } from '../handle.ts'

export default handle(
  api.sessions.executeStream,
  async ({ params, body, caller, signal }, plane) => {
    const session = await readySession(plane, caller.accountId, params.id)
    return told(runCommand(plane, session, body, signal))
  },
)

async function* told(events: AsyncIterable<CommandEvent>) {
  const streams = { stdout: new Pieces(), stderr: new Pieces() }
  for await (const event of events) {
    if (event.type === 'start') yield event
    else if (event.type === 'end') {
      for (const type of ['stdout', 'stderr'] as const) {
        const piece = streams[type].last(event[`${type}Bytes`])
        if (piece) yield line(type, piece)
      }
      yield { type: 'end' as const, ...endingOf(event) }
    } else {
      const piece = streams[event.type].next(event.offset, event.data)
      if (piece) yield line(event.type, piece)
    }
  }
}

const line = (type: 'stdout' | 'stderr', { offset, text, base64 }: Piece) =>
  base64 === undefined ? { type, offset, data: text } : { type, offset, data: text, base64 }
