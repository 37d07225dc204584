import type { IncomingHttpHeaders } from 'node:http'
import { ConnectError } from '../../shared/agents/connect.ts'
import { StartRequest } from '../../shared/agents/wire.ts'
import { follow } from '../commands/follow.ts'
import { stream } from '../stream.ts'
import { keepaliveSeconds } from './keepalive.ts'
import { listenerBy } from './listener.ts'

/** Starts a command and tells what it says. The command goes on when the listener leaves. */
export const start = stream(StartRequest, async (session, request, { headers, answer }) => {
  if (session.isEnding) throw new ConnectError('unavailable', 'the session is ending')
  const command = await session.commands.start(request, timeoutMs(headers))
  answer.keepAlive(keepaliveSeconds(headers))
  await session.activity.attended(
    command,
    follow(command, { stdout: 0, stderr: 0 }, listenerBy(answer, command)),
  )
})

function timeoutMs(headers: IncomingHttpHeaders): number | undefined {
  const given = headers['connect-timeout-ms']
  if (given === undefined) return undefined
  if (typeof given === 'string' && /^[1-9]\d{0,8}$/.test(given)) return Number(given)
  throw new ConnectError('invalid_argument', 'connect-timeout-ms is 1 to 999999999')
}
