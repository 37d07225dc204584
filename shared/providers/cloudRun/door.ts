import type { Door } from '../../agents/call.ts'
import { AgentUnreachable } from '../../agents/unreachable.ts'
import type { AgentAddress, Front } from '../provider.ts'
import { findAll } from './find.ts'
import type { CloudRunOptions } from './options.ts'
import type { Seen } from './services.ts'

/** How the agent of a service is spoken to, with the key that is asked for. */
export const doorTo = (options: CloudRunOptions, { url }: Seen, key: string): Door => ({
  address: { behind: () => front(options, url) },
  key,
})

/** Where a session's agent is: looked up when it is first called, and known for a while. */
export function addresses(options: CloudRunOptions): (sessionId: string) => AgentAddress {
  const known = new Map<string, { url: string; untilMs: number }>()
  const urlOf = async (sessionId: string): Promise<string> => {
    const nowMs = performance.now()
    for (const [id, { untilMs }] of known) if (untilMs <= nowMs) known.delete(id)
    const found = known.get(sessionId)
    if (found) return found.url
    const [seen] = await findAll(options, sessionId)
    if (!seen?.url) throw new AgentUnreachable(new Error(`session ${sessionId} has no service`))
    known.set(sessionId, { url: seen.url, untilMs: nowMs + knownMs })
    return seen.url
  }
  return (sessionId) => ({ behind: async () => front(options, await urlOf(sessionId)) })
}

/** The agent's own key is beside it: Google's front asks who calls, and the agent asks again. */
async function front({ idToken }: CloudRunOptions, url: string): Promise<Front> {
  try {
    return { url, headers: { 'x-serverless-authorization': `Bearer ${await idToken(url)}` } }
  } catch (cause) {
    throw new AgentUnreachable(cause)
  }
}

const knownMs = 60_000
