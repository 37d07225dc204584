import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { bodyOf, type Door, refusalIn } from './call.ts'
import { agentLimits } from './limits.ts'
import { upgradeName } from './paths.ts'
import { targetOf } from './request.ts'
import { AgentUnreachable } from './unreachable.ts'
import { webSocket } from './webSocket.ts'

/** A connection of its own to an agent, both ways, on a path that speaks something else than HTTP. */
export async function upgrade(door: Door, path: string): Promise<Duplex> {
  const { target, options, proof } = await targetOf(door.address, path)
  const headers = { ...proof, 'x-access-token': door.key }
  if ('behind' in door.address) return webSocket(target, headers)
  return new Promise((opened, failed) => {
    const unreachable = (error: Error) => failed(new AgentUnreachable(error))
    const outgoing = request(target, {
      ...options,
      agent: false,
      timeout: agentLimits.callTimeoutMs,
      headers: { ...headers, connection: 'Upgrade', upgrade: upgradeName },
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
