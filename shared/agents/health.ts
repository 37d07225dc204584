import type { AgentAddress } from '../providers/provider.ts'
import { agentLimits } from './limits.ts'
import { send } from './request.ts'
import { AgentUnreachable } from './unreachable.ts'

/** Whether an agent answers here. */
export async function isHealthy(address: AgentAddress): Promise<boolean> {
  try {
    const answer = await send(address, {
      method: 'GET',
      path: '/health',
      headers: {},
      timeoutMs: agentLimits.callTimeoutMs,
    })
    answer.resume()
    return answer.statusCode === 204
  } catch (error) {
    if (error instanceof AgentUnreachable) return false
    throw error
  }
}
