import { ConnectError } from '../../shared/agents/connect.ts'
import { UpdateRequest } from '../../shared/agents/wire.ts'
import { unary } from '../call.ts'
import type { Command } from '../commands/command.ts'
import type { Size } from '../terminals/terminal.ts'

/** Gives a terminal another size; its foreground is told. */
export const update = unary(UpdateRequest, (session, { process, pty }) => {
  resize(session.commands.findRunning(process), pty?.size)
  return {}
})

export function resize({ terminal, pid }: Command, size: Size | undefined): void {
  if (!terminal) throw new ConnectError('failed_precondition', `process ${pid} is on no terminal`)
  if (size) terminal.resize(size)
}
