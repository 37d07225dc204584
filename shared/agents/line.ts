import type { Duplex } from 'node:stream'
import * as z from 'zod'
import { bytesArriving } from './arriving.ts'
import type { Door } from './call.ts'
import { ConnectError, ConnectRefusal } from './connect.ts'
import { type CommandEvent, endIn } from './events.ts'
import { frameHead, frameTypes, jsonFrame, type Part, Parts } from './frames.ts'
import { agentLimits } from './limits.ts'
import { paths } from './paths.ts'
import { AgentUnreachable } from './unreachable.ts'
import { upgrade } from './upgrade.ts'
import { EndEvent, type LineOpening, type TerminalSize } from './wire.ts'
import { writable } from './writable.ts'

/** A command on a connection of its own: what it says and what it is told, as bytes. */
export interface AgentLine {
  readonly pid: number
  /** Its output in order, and one end. Read once. */
  readonly events: AsyncIterable<CommandEvent>
  /** Settles when more may be typed. Whether the command took it shows in `onRefused`. */
  type(bytes: Uint8Array): Promise<void>
  /** After all that was typed before. */
  closeInput(): void
  /** The terminal's new size, for what is typed from here on. */
  resize(size: TerminalSize): void
  /** Told when something that was typed could not be taken, or a size. */
  onRefused(hear: (refusal: ConnectError) => void): void
}

/** Opens a line. The signal ends it, after what was typed before, and the command goes on. */
export async function openLine(
  door: Door,
  opening: LineOpening,
  signal?: AbortSignal,
): Promise<AgentLine> {
  const socket = await upgrade(door, paths.line)
  const leave = () => end(socket)
  signal?.addEventListener('abort', leave)
  socket.on('error', () => socket.destroy())
  socket.once('close', () => signal?.removeEventListener('abort', leave))
  socket.write(jsonFrame(frameTypes.open, opening))
  if (signal?.aborted) leave()
  const parts = partsOf(socket)
  const { value: first } = await parts.next()
  if (first?.type !== frameTypes.start) {
    socket.destroy()
    throw first ? failureIn(first) : cut()
  }
  let refused: (refusal: ConnectError) => void = () => undefined
  return {
    pid: Start.parse(jsonIn(first)).pid,
    events: told(parts, socket, (refusal) => refused(refusal)),
    async type(bytes) {
      if (!socket.writable) return
      socket.cork()
      socket.write(frameHead(frameTypes.input, bytes.length))
      const isReady = socket.write(bytes)
      socket.uncork()
      if (!isReady) await writable(socket)
    },
    closeInput() {
      if (socket.writable) socket.write(frameHead(frameTypes.closeInput, 0))
    },
    resize({ cols, rows }) {
      if (socket.writable) socket.write(jsonFrame(frameTypes.resize, { cols, rows }))
    },
    onRefused: (hear) => {
      refused = hear
    },
  }
}

/** The agent reads what it was told to its end, and then closes. One that does not is left. */
function end(socket: Duplex): void {
  socket.end()
  const late = setTimeout(() => socket.destroy(), agentLimits.callTimeoutMs)
  socket.once('close', () => clearTimeout(late))
}

/** It ends well only with the command: a line that is cut throws `AgentUnreachable`. */
async function* told(
  parts: AsyncIterable<Part>,
  socket: Duplex,
  refused: (refusal: ConnectError) => void,
): AsyncGenerator<CommandEvent> {
  try {
    for await (const part of parts) {
      const { type, offset, data } = part
      if (type === frameTypes.stdout) yield { type: 'stdout', offset, data }
      else if (type === frameTypes.stderr) yield { type: 'stderr', offset, data }
      else if (type === frameTypes.end) return yield endIn(EndEvent.parse(jsonIn(part)))
      else if (type === frameTypes.refused) refused(failureIn(part))
      else if (type === frameTypes.failed) throw failureIn(part)
    }
    throw cut()
  } finally {
    socket.destroy()
  }
}

async function* partsOf(socket: Duplex): AsyncGenerator<Part, undefined> {
  const parts = new Parts(agentLimits.answerBytesMax)
  for await (const chunk of bytesArriving(socket)) yield* parts.in(chunk)
  return undefined
}

const Start = z.object({ pid: z.int() })

const jsonIn = ({ data }: Part): unknown => JSON.parse(data.toString())

function failureIn(part: Part): ConnectError {
  const { code, message } = ConnectRefusal.parse(jsonIn(part))
  return new ConnectError(code, message)
}

const cut = () => new AgentUnreachable(new Error('the line was cut'))
