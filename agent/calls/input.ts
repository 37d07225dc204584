import { ConnectError } from '../../shared/agents/connect.ts'
import { CloseStdinRequest, SendInputRequest } from '../../shared/agents/wire.ts'
import { unary } from '../call.ts'
import type { Command } from '../commands/command.ts'
import type { Input } from '../commands/link.ts'
import { limits } from '../limits.ts'

/** Answers when the command has been given the bytes, so that a caller cannot outrun it. */
export const sendInput = unary(SendInputRequest, async (session, { process, input }) => {
  const stdin = inputOf(session.commands.findRunning(process))
  const bytes = Buffer.from(input.pty ?? input.stdin, 'base64')
  if (stdin.waitingBytes + bytes.length > limits.stdinBufferedBytesMax) {
    throw new ConnectError('resource_exhausted', 'the command does not read its input')
  }
  session.activity.note()
  try {
    await stdin.write(bytes)
  } catch (error) {
    throw closed(error)
  }
  return {}
})

export const closeStdin = unary(CloseStdinRequest, (session, { process }) => {
  inputOf(session.commands.findRunning(process)).end()
  return {}
})

function inputOf({ input }: Command): Input {
  if (!input?.isOpen) throw closed()
  return input
}

const closed = (cause?: unknown) =>
  new ConnectError('failed_precondition', 'the input of this process is closed', cause)
