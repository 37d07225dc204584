import { ConnectError } from '../../shared/agents/connect.ts'
import { SendSignalRequest } from '../../shared/agents/wire.ts'
import { unary } from '../call.ts'

/**
 * Signals a command and its children: a shell that dies alone leaves its work running. On a terminal an interrupt goes
 * to the job in front, as if it were typed.
 */
export const sendSignal = unary(SendSignalRequest, (session, { process, signal }) => {
  const command = session.commands.findRunning(process)
  if (!command.processes.signal(signals[signal])) {
    throw new ConnectError('not_found', `process ${command.pid} has ended`)
  }
  return {}
})

const signals = {
  SIGNAL_SIGKILL: 'SIGKILL',
  SIGNAL_SIGTERM: 'SIGTERM',
  SIGNAL_SIGINT: 'SIGINT',
  SIGNAL_SIGHUP: 'SIGHUP',
  SIGNAL_SIGQUIT: 'SIGQUIT',
  SIGNAL_SIGUSR1: 'SIGUSR1',
  SIGNAL_SIGUSR2: 'SIGUSR2',
} as const
