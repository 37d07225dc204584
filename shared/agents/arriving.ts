import type { Readable } from 'node:stream'
import { agentLimits } from './limits.ts'
import { AgentUnreachable } from './unreachable.ts'

/** Bytes of an agent as they come. Only the time in which we wait for them counts as the agent's silence. */
export async function* bytesArriving(from: Readable): AsyncGenerator<Buffer> {
  const wait = () => setTimeout(() => from.destroy(tooSilent()), agentLimits.silenceMs)
  let silence = wait()
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      clearTimeout(silence)
      yield chunk
      silence = wait()
    }
  } catch (error) {
    throw new AgentUnreachable(error)
  } finally {
    clearTimeout(silence)
  }
}

const tooSilent = () => new Error('the agent is silent')
