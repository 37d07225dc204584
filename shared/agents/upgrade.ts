import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { bodyOf, type Door, refusalIn } from './call.ts'
import { agentLimits } from './limits.ts'
import { upgradeName } from './paths.ts'
import { targetOf } from './request.ts'
import { AgentUnreachable } from './unreachable.ts'

/** A connection of its own to an agent, both ways, on a path that speaks something else than HTTP. */
export function upgrade({ address, key }: Door, path: string): Promise<Duplex> {
  const { target, options } = targetOf(address, path)
  return new Promise((opened, failed) => {
    const unreachable = (error: Error) => failed(new AgentUnreachable(error))
    const outgoing = request(target, {
      ...options,
      agent: false,
      timeout: agentLimits.callTimeoutMs,
      headers: { connection: 'Upgrade', upgrade: upgradeName, 'x-access-token': key },
    })
    outgoing
      .once('upgrade', (_, socket, head) => {
        socket.setTimeout(0).setNoDelay(true)
        if (head.length > 0) socket.unshift(head)
        opened(socket)
      })
      .once('response', (answer) => {
        bodyOf(answer).then((body) => failed(refusalIn(body)), failed)
      })
      .once('timeout', () => outgoing.destroy(new Error('no answer in time')))
      .on('error', unreachable)
      .end()
  })
}
