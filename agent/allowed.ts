import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AgentConfig } from '../shared/agents/launch.ts'
import { paths } from '../shared/agents/paths.ts'

/** Whether the caller's key opens this call: the agent's key opens all, the launcher's what a launcher has to do. */
export function isAllowed({ headers, url }: IncomingMessage, config: AgentConfig): boolean {
  const given = headers['x-access-token']
  if (typeof given !== 'string') return false
  if (isSame(given, config.agentKey)) return true
  return launchers.has(url?.split('?', 1)[0] ?? '') && isSame(given, config.stopKey)
}

const launchers = new Set<string>([
  paths.stop,
  paths.stat,
  paths.commands,
  paths.kept,
  paths.journal,
])

/** Takes the same time for every wrong key: the hashes have one length. */
const isSame = (given: string, key: string) => timingSafeEqual(hash(given), hash(key))
const hash = (text: string) => createHash('sha256').update(text).digest()
