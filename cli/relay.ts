import { once } from 'node:events'
import type { executeStream } from '../shared/contract/commands.ts'
import type { Output } from '../shared/contract/route.ts'
import { Failure } from './failure.ts'
import { printJson, tell } from './output.ts'

type Line = Output<typeof executeStream>
export type Ending = Extract<Line, { type: 'end' }>

/** Shows a command's output as it comes, and answers how it ended. */
export const follow = (lines: AsyncIterable<Line>, signal: AbortSignal, isJson = false) =>
  isJson ? relayJson(lines) : relay(lines, signal)

/** Byte for byte. */
async function relay(lines: AsyncIterable<Line>, signal: AbortSignal): Promise<Ending> {
  const received = { stdout: 0, stderr: 0 }
  for await (const line of lines) {
    if (line.type === 'error') throw new Failure(line.code, line.detail)
    if (line.type === 'end') return ended(line)
    if (line.type === 'start') continue
    const bytes = Buffer.from(line.base64 ?? line.data, line.base64 ? 'base64' : 'utf8')
    const missing = line.offset - received[line.type]
    if (missing > 0) tell(`${missing} bytes of ${line.type} were lost before what follows`)
    received[line.type] = line.offset + bytes.length
    await write(process[line.type], bytes, signal)
  }
  throw endless()
}

/** As NDJSON, each line as the server sent it. */
async function relayJson(lines: AsyncIterable<Line>): Promise<Ending> {
  for await (const line of lines) {
    printJson(line)
    if (line.type === 'error') throw new Failure(line.code, line.detail)
    if (line.type === 'end') return line
  }
  throw endless()
}

/** As fast as it is read, and no faster: the rest waits where it comes from. */
async function write(stream: NodeJS.WriteStream, bytes: Buffer, signal: AbortSignal) {
  if (stream.write(bytes)) return
  await once(stream, 'drain', { signal }).catch(() => signal.throwIfAborted())
}

function ended(ending: Ending): Ending {
  const after = `after ${(ending.duration_ms / 1000).toFixed(1)} s`
  if (ending.timed_out) tell(`The command was ended ${after}: its --timeout was over.`)
  else if (ending.signal) tell(`The command was ended by ${ending.signal} ${after}.`)
  return ending
}

const endless = () => new Failure('stream_cut', 'the output stopped before the command ended')
