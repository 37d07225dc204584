import { ConnectError } from '../../shared/agents/connect.ts'
import { CloseStdinRequest, SendInputRequest } from '../../shared/agents/wire.ts'
import { unary } from '../call.ts'
import type { Command } from '../commands/command.ts'
import type { Input } from '../commands/link.ts'
import { limits } from '../limits.ts'
import type { Session } from '../session.ts'

/** Answers when the command has been given the bytes, so that a caller cannot outrun it. */
export const sendInput = unary(SendInputRequest, async (session, { process, input }) => {
  const bytes = Buffer.from(input.pty ?? input.stdin, 'base64')
  await typed(session, session.commands.findRunning(process), bytes)
  return {}
})

export const closeStdin = unary(CloseStdinRequest, (session, { process }) => {
  inputOf(session.commands.findRunning(process)).end()
  return {}
})

/** Settles when the command has been given the bytes; rejects with what to tell who typed them. */
export async function typed(session: Session, command: Command, bytes: Buffer): Promise<void> {
  const stdin = inputOf(command)
  if (stdin.waitingBytes + bytes.length > limits.stdinBufferedBytesMax) {
    throw new ConnectError('resource_exhausted', 'the command does not read its input')
  }
  session.activity.note()
  try {
    await stdin.write(bytes)
  } catch (error) {
    throw closed(error)
  }
}

export function inputOf({ input }: Command): Input {
  if (!input?.isOpen) throw closed()
  return input
}

const closed = (cause?: unknown) =>
  new ConnectError('failed_precondition', 'the input of this process is closed', cause)
