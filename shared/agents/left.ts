import { Readable } from 'node:stream'
import type { LeftCommand, LongOutput } from '../providers/provider.ts'
import { bytesArriving } from './arriving.ts'
import { bodyOf, call, type Door, refusalIn } from './call.ts'
import { CommandsResponse, journalOffsetHeader, KeptCommand, type StreamName } from './history.ts'
import { agentLimits } from './limits.ts'
import { paths } from './paths.ts'
import { type Call, send } from './request.ts'

/** What the commands of an ended session left, from its agent: where nobody else can look into its directory. */
export async function* commandsLeft(door: Door): AsyncGenerator<LeftCommand> {
  for (let after = 0; ; ) {
    const { commands } = await call(door, paths.commands, { after, limit }, CommandsResponse)
    for (const { number } of commands) {
      const kept = await call(door, paths.kept, { number }, KeptCommand)
      yield { ...kept, longer: (stream) => longer(door, number, stream) }
      after = number
    }
    if (commands.length < limit) return
  }
}

const limit = 100

async function longer(door: Door, number: number, stream: StreamName): Promise<LongOutput | null> {
  const path = `${paths.journal}?number=${number}&stream=${stream}`
  const answer = await ask(door, 'HEAD', path)
  answer.resume()
  if (answer.statusCode !== 200) return null
  return {
    offset: Number(answer.headers[journalOffsetHeader]),
    open: (bytesMax) => Readable.from(bytes(door, `${path}&bytes=${bytesMax}`)),
  }
}

async function* bytes(door: Door, path: string): AsyncGenerator<Buffer> {
  const answer = await ask(door, 'GET', path)
  if (answer.statusCode !== 200) throw refusalIn(await bodyOf(answer))
  yield* bytesArriving(answer)
}

const ask = ({ address, key }: Door, method: Call['method'], path: string) =>
  send(address, {
    method,
    path,
    headers: { 'x-access-token': key },
    timeoutMs: agentLimits.callTimeoutMs,
  })
