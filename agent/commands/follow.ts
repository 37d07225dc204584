import type { EndEvent } from '../../shared/agents/wire.ts'
import type { Command } from './command.ts'

export interface Offsets {
  readonly stdout: number
  readonly stderr: number
}

/** Whom a command is told to. Each call settles when more can be told. */
export interface Listener {
  readonly isCut: boolean
  onCut(hear: () => void): void
  start(pid: number): Promise<void>
  output(stream: keyof Offsets, bytes: Buffer, offset: number): Promise<void>
  end(end: EndEvent): Promise<void>
}

/**
 * Tells one listener what a command says from an offset on, and how it ends, at the listener's own pace:
 * it reads the journals, so neither the command nor other listeners ever wait for it.
 */
export async function follow(command: Command, from: Offsets, to: Listener): Promise<void> {
  const told = { ...from }
  to.onCut(() => command.changed.ring())
  // A short command is told in one piece: who waits for it is woken once.
  if (command.isFresh) await command.changed.next()
  await to.start(command.pid)
  while (!to.isCut) {
    // Asked before the journals are read: what is said until the end is in them.
    const { end } = command
    const heard = [await tell('stdout'), !command.terminal && (await tell('stderr'))]
    if (heard.includes(true)) continue
    if (end) return to.end(end)
    if (!command.end) await news(command)
  }

  async function tell(stream: keyof Offsets): Promise<boolean> {
    const { offset, bytes } = command[stream].read(told[stream])
    told[stream] = Math.max(told[stream], offset + bytes.length)
    if (bytes.length === 0) return false
    await to.output(stream, bytes, offset)
    return true
  }
}

/** More of it, with all that came at once: each write is then told for itself only where it comes alone. */
async function news(command: Command): Promise<void> {
  await command.changed.next()
  await new Promise((turn) => setImmediate(turn))
}
