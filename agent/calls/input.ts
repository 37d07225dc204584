import type { Socket } from 'node:net'
import { ConnectError } from '../../shared/agents/connect.ts'
import { CloseStdinRequest, SendInputRequest } from '../../shared/agents/wire.ts'
import { instant } from '../../shared/platform/clock.ts'
import { unary } from '../call.ts'
import type { Command } from '../commands/command.ts'
import { limits } from '../limits.ts'

/** Answers when the command has been given the bytes, so that a caller cannot outrun it. */
export const sendInput = unary(SendInputRequest, async (session, { process, input }) => {
  const stdin = stdinOf(session.commands.findRunning(process))
  const bytes = Buffer.from(input.stdin, 'base64')
  if (stdin.writableLength + bytes.length > limits.stdinBufferedBytesMax) {
    throw new ConnectError('resource_exhausted', 'the command does not read its input')
  }
  session.lastActivityAt = instant(Date.now())
  await new Promise<void>((written, failed) => {
    stdin.write(bytes, (error) => (error ? failed(closed(error)) : written()))
  })
  return {}
})

export const closeStdin = unary(CloseStdinRequest, (session, { process }) => {
  stdinOf(session.commands.findRunning(process)).end()
  return {}
})

function stdinOf({ stdin }: Command): Socket {
  if (!stdin?.writable) throw closed()
  return stdin
}

const closed = (cause?: unknown) =>
  new ConnectError('failed_precondition', 'the input of this process is closed', cause)
