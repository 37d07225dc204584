import type * as z from 'zod'
import { ConnectError } from '../../shared/agents/connect.ts'
import { ConnectRequest } from '../../shared/agents/wire.ts'
import type { Command } from '../commands/command.ts'
import { follow, type Offsets } from '../commands/follow.ts'
import type { Journal } from '../commands/journal.ts'
import { stream } from '../stream.ts'
import { keepaliveSeconds } from './keepalive.ts'
import { listenerBy } from './listener.ts'

/** Follows a command someone started: from an offset, or from now on. */
export const connect = stream(ConnectRequest, async (session, request, { headers, answer }) => {
  const command = session.commands.find(request.process)
  const from = offsetsIn(command, request)
  answer.keepAlive(keepaliveSeconds(headers))
  await session.activity.attended(command, follow(command, from, listenerBy(answer, command)))
})

/** Where to begin; from now on, where nothing is said of it. */
export const offsetsIn = (command: Command, asked: z.output<typeof ConnectRequest>): Offsets => ({
  stdout: offsetIn(command.stdout, asked.stdoutOffset),
  stderr: offsetIn(command.stderr, asked.stderrOffset),
})

function offsetIn({ length }: Journal, asked: number = length): number {
  if (asked <= length) return asked
  throw new ConnectError('out_of_range', `offset ${asked} of a stream of ${length} bytes`)
}
