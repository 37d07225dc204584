import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../shared/platform/limits.ts'
import type { Conversation } from './conversation.ts'
import type { Socket } from './socket.ts'

/** Who is connected here, and how to ask them to leave. */
export class Guests {
  readonly #seated = new Map<Socket, Conversation>()

  seat(socket: Socket, conversation: Conversation): void {
    this.#seated.set(socket, conversation)
    const timer = setTimeout(
      () => conversation.restart('this connection has lasted as long as one may'),
      limits.socketLifeSecondsMax * 1_000,
    )
    socket.gone.addEventListener('abort', () => {
      clearTimeout(timer)
      this.#seated.delete(socket)
    })
  }

  /** Asks all to come again elsewhere, and waits until they have gone or the time is up. */
  async dismiss(why: string, withinMs: number): Promise<void> {
    for (const conversation of this.#seated.values()) conversation.restart(why)
    for (const end = Date.now() + withinMs; this.#seated.size > 0 && Date.now() < end; ) {
      await sleep(20)
    }
  }

  cut(): void {
    for (const socket of this.#seated.keys()) socket.cut()
  }
}
