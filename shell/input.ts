import { limits } from '../shared/platform/limits.ts'
import type { Socket } from './socket.ts'

/**
 * What a client types, on its way to a program: in order, joined while an earlier part is under way. When the
 * program does not read, the client's socket is not read either.
 */
export class Input {
  readonly #socket: Socket
  readonly #deliver: (bytes: Buffer) => Promise<void>
  readonly #failed: (cause: unknown) => void
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isBusy = false

  constructor(
    socket: Socket,
    deliver: (bytes: Buffer) => Promise<void>,
    failed: (cause: unknown) => void,
  ) {
    this.#socket = socket
    this.#deliver = deliver
    this.#failed = failed
  }

  push(bytes: Buffer): void {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > limits.socketInputBytesMax) this.#socket.pause()
    if (!this.#isBusy) void this.#drain()
  }

  /** When all that was pushed before has been delivered, or has failed. */
  async settled(): Promise<void> {
    while (this.#isBusy) await this.#draining
  }

  #draining: Promise<void> = Promise.resolve()

  #drain(): Promise<void> {
    this.#isBusy = true
    this.#draining = this.#deliverAll().finally(() => {
      this.#isBusy = false
      this.#socket.resume()
    })
    return this.#draining
  }

  async #deliverAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting)
      this.#waiting = []
      this.#waitingBytes = 0
      for (let at = 0; at < bytes.length; at += callBytesMax) {
        await this.#deliver(bytes.subarray(at, at + callBytesMax)).catch(this.#failed)
      }
    }
  }
}

/** Well inside the agent's bound of a request, in base64. */
const callBytesMax = 1_048_576
