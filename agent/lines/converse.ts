import type { Duplex } from 'node:stream'
import { ConnectError } from '../../shared/agents/connect.ts'
import { frameTypes, jsonFrame, type Part, Parts } from '../../shared/agents/frames.ts'
import { agentLimits } from '../../shared/agents/limits.ts'
import { LineOpening, TerminalSize } from '../../shared/agents/wire.ts'
import { json, parsed, refusalOf } from '../call.ts'
import { offsetsIn } from '../calls/connect.ts'
import { inputOf, typed } from '../calls/input.ts'
import { resize } from '../calls/update.ts'
import type { Command } from '../commands/command.ts'
import { follow, type Offsets } from '../commands/follow.ts'
import { refuseIfLeaving } from '../leaving.ts'
import { limits } from '../limits.ts'
import type { Session } from '../session.ts'
import { listenerBy } from './listener.ts'

/**
 * A line: one command and one caller. What the command says is told as the caller reads it, and the caller is read as
 * the command takes what it is told. The command goes on when the caller leaves.
 */
export async function converse(session: Session, socket: Duplex): Promise<void> {
  let command: Command | undefined
  try {
    for await (const part of partsOf(socket)) {
      if (command) await hear(session, command, part, socket)
      else {
        const opened = await open(session, part)
        command = opened.command
        void tell(session, opened, socket)
      }
    }
  } catch (error) {
    if (socket.writable) socket.write(jsonFrame(frameTypes.failed, told(error)))
  } finally {
    // Who says that no more will come has left.
    socket.end()
    command?.changed.ring()
  }
}

interface Opened {
  readonly command: Command
  readonly from: Offsets
}

async function open(session: Session, { type, data }: Part): Promise<Opened> {
  if (type !== frameTypes.open) throw new ConnectError('invalid_argument', 'a line is opened first')
  const opening = parsed(LineOpening, json(data))
  if ('connect' in opening) {
    const command = session.commands.find(opening.connect.process)
    return { command, from: offsetsIn(command, opening.connect) }
  }
  if (session.isEnding) throw new ConnectError('unavailable', 'the session is ending')
  const command = await session.commands.start(opening.start, opening.timeoutMs)
  return { command, from: { stdout: 0, stderr: 0 } }
}

async function tell(session: Session, { command, from }: Opened, socket: Duplex): Promise<void> {
  const following = follow(command, from, listenerBy(socket))
  await session.activity.attended(command, following)
  socket.end()
}

/** What is not taken is said, and what comes after it is tried. The caller is read no further while too much waits. */
async function hear(session: Session, command: Command, part: Part, socket: Duplex): Promise<void> {
  const refuse = (error: unknown) => {
    if (socket.writable) socket.write(jsonFrame(frameTypes.refused, told(error)))
  }
  try {
    refuseIfLeaving(session.config)
    if (part.type === frameTypes.resize) resize(command, parsed(TerminalSize, json(part.data)))
    if (part.type === frameTypes.closeInput) inputOf(command).end()
    if (part.type !== frameTypes.input) return
    const taken = typed(session, command, part.data).catch(refuse)
    if ((command.input?.waitingBytes ?? 0) > limits.lineInputBytesMax) await taken
  } catch (error) {
    refuse(error)
  }
}

async function* partsOf(socket: Duplex): AsyncGenerator<Part> {
  const parts = new Parts(agentLimits.requestBytesMax)
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield* parts.in(chunk)
}

function told(error: unknown) {
  const { code, message } = refusalOf(error)
  return { code, message }
}
