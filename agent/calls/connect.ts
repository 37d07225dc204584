import { ConnectError } from '../../shared/agents/connect.ts'
import { ConnectRequest } from '../../shared/agents/wire.ts'
import { follow } from '../commands/follow.ts'
import type { Journal } from '../commands/journal.ts'
import { stream } from '../stream.ts'
import { keepaliveSeconds } from './keepalive.ts'

/** Follows a command someone started: from an offset, or from now on. */
export const connect = stream(ConnectRequest, async (session, request, { headers, answer }) => {
  const command = session.commands.find(request.process)
  const from = {
    stdout: offsetIn(command.stdout, request.stdoutOffset),
    stderr: offsetIn(command.stderr, request.stderrOffset),
  }
  answer.keepAlive(keepaliveSeconds(headers))
  await session.activity.attended(command, follow(command, from, answer))
})

function offsetIn({ length }: Journal, asked: number = length): number {
  if (asked <= length) return asked
  throw new ConnectError('out_of_range', `offset ${asked} of a stream of ${length} bytes`)
}
