import { ConnectError } from '../../shared/agents/connect.ts'
import { UpdateRequest } from '../../shared/agents/wire.ts'
import { unary } from '../call.ts'

/** Gives a terminal another size; its foreground is told. */
export const update = unary(UpdateRequest, (session, { process, pty }) => {
  const { terminal, pid } = session.commands.findRunning(process)
  if (!terminal) throw new ConnectError('failed_precondition', `process ${pid} is on no terminal`)
  if (pty) terminal.resize(pty.size)
  return {}
})
