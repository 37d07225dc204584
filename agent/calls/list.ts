import { ListRequest } from '../../shared/agents/wire.ts'
import { unary } from '../call.ts'

export const list = unary(ListRequest, (session) => ({
  processes: session.commands
    .running()
    .map(({ command, config }) => ({ config, pid: command.pid, tag: command.tag })),
}))
