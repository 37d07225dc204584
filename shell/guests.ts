import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../shared/platform/faults.ts'
import { limits } from '../shared/platform/limits.ts'
import type { Conversation } from './conversation.ts'
import type { Socket } from './socket.ts'

/** Who is connected here: how many of each account, and how to ask them to leave. */
export class Guests {
  readonly #perAccountMax: number
  readonly #perAccount = new Map<string, number>()
  readonly #seated = new Map<Socket, Conversation>()

  constructor(perAccountMax: number) {
    this.#perAccountMax = perAccountMax
  }

  /** Counts a connection in, and answers how to count it out; one too many is refused. */
  enter(accountId: string): () => void {
    const count = this.#perAccount.get(accountId) ?? 0
    if (count >= this.#perAccountMax) {
      throw new Fault('too_many_connections', `your account has ${count} connections open here`)
    }
    this.#perAccount.set(accountId, count + 1)
    let isIn = true
    return () => {
      if (isIn) this.#countOut(accountId)
      isIn = false
    }
  }

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

  #countOut(accountId: string): void {
    const count = (this.#perAccount.get(accountId) ?? 1) - 1
    if (count > 0) this.#perAccount.set(accountId, count)
    else this.#perAccount.delete(accountId)
  }
}
