import type { IncomingHttpHeaders } from 'node:http'
import { agentLimits } from '../../shared/agents/limits.ts'

/** How often a silent stream says that it lives: as the listener asks, within reason. */
export function keepaliveSeconds(headers: IncomingHttpHeaders): number {
  const asked = Number(headers['keepalive-ping-interval'])
  return asked >= 1 && asked <= 3_600 ? asked : agentLimits.keepaliveSeconds
}
