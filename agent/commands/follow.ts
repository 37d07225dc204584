import type { ProcessEvent } from '../../shared/agents/wire.ts'
import type { Answer } from '../answer.ts'
import type { Command } from './command.ts'

export interface Offsets {
  readonly stdout: number
  readonly stderr: number
}

/**
 * Tells one listener what a command says from an offset on, and how it ends, at the listener's own pace:
 * it reads the journals, so neither the command nor other listeners ever wait for it.
 */
export async function follow(command: Command, from: Offsets, answer: Answer): Promise<void> {
  const told = { ...from }
  const send = (event: ProcessEvent) => answer.send(event)
  answer.onCut(() => command.changed.ring())
  // A short command is told in one piece: who waits for it is woken once.
  if (command.isFresh) await command.changed.next()
  await send({ event: { start: { pid: command.pid } } })
  while (!answer.isCut) {
    // Asked before the journals are read: what is said until the end is in them.
    const { end } = command
    const news = [await tell('stdout'), !command.terminal && (await tell('stderr'))]
    if (news.includes(true)) continue
    if (end) return send({ event: { end } })
    if (!command.end) await command.changed.next()
  }

  async function tell(stream: keyof Offsets): Promise<boolean> {
    const { offset, bytes } = command[stream].read(told[stream])
    told[stream] = Math.max(told[stream], offset + bytes.length)
    if (bytes.length === 0) return false
    await send(dataEvent(command.terminal ? 'pty' : stream, bytes, offset))
    return true
  }
}

const dataEvent = (stream: keyof Offsets | 'pty', bytes: Buffer, offset: number): ProcessEvent => ({
  event: { data: { [stream]: bytes.toString('base64'), offset } },
})
