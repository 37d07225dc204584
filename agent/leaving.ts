import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConnectError } from '../shared/agents/connect.ts'
import { type AgentConfig, leavingName } from '../shared/agents/launch.ts'

/**
 * Refuses what came while the box was frozen for good. Its files were kept already, so what is done to them now is lost, and
 * nobody may be told that it was done.
 */
export function refuseIfLeaving({ directory }: AgentConfig): void {
  if (!existsSync(join(directory, leavingName))) return
  throw new ConnectError('unavailable', 'the session is pausing')
}
