import type { IncomingMessage } from 'node:http'
import type * as z from 'zod'
import type { AgentAddress } from '../providers/provider.ts'
import { ConnectError, ConnectRefusal } from './connect.ts'
import { agentLimits } from './limits.ts'
import { send } from './request.ts'
import { AgentUnreachable } from './unreachable.ts'

export interface Door {
  readonly address: AgentAddress
  readonly key: string
}

/** A call of one message and one answer. */
export async function call<S extends z.ZodType>(
  { address, key }: Door,
  path: string,
  message: object,
  answer: S,
  timeoutMs: number = agentLimits.callTimeoutMs,
): Promise<z.output<S>> {
  const response = await send(address, {
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/json',
      'connect-protocol-version': '1',
      'x-access-token': key,
    },
    body: Buffer.from(JSON.stringify(message)),
    timeoutMs,
  })
  const body = await bodyOf(response)
  if (response.statusCode === 200) return answer.parse(JSON.parse(body.toString()))
  throw refusalIn(body)
}

/** All of an answer; cut short it is no answer. */
export async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) chunks.push(chunk)
  } catch (error) {
    throw new AgentUnreachable(error)
  }
  return Buffer.concat(chunks)
}

export function refusalIn(body: Buffer): Error {
  const refusal = ConnectRefusal.safeParse(jsonIn(body))
  // Something that is not the agent answered, a proxy say.
  if (!refusal.success) return new AgentUnreachable(new Error('the answer is not an agent’s'))
  return new ConnectError(refusal.data.code, refusal.data.message)
}

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
