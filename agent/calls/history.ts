import { CommandsRequest, KeptRequest, OutputRequest } from '../../shared/agents/history.ts'
import { unary } from '../call.ts'

export const commands = unary(CommandsRequest, (session, { after, limit }) => ({
  commands: session.commands.history.list(after, limit),
}))

export const output = unary(OutputRequest, (session, { number, stream, offset }) =>
  session.commands.history.output(number, stream, offset),
)

export const kept = unary(KeptRequest, (session, { number }) =>
  session.commands.history.keptCommand(number),
)
