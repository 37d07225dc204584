import { limits } from '../shared/platform/limits.ts'
import type { Socket } from './socket.ts'

/**
 * What a client types, on its way to a program: in order, joined while an earlier part is under way. When the
 * program does not read, the client's socket is not read either.
 */
export class Input {
  readonly #socket: Socket
  readonly #deliver: (bytes: Buffer) => Promise<void>
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #isBusy = false

  /** `deliver` settles when more can be delivered. */
  constructor(socket: Socket, deliver: (bytes: Buffer) => Promise<void>) {
    this.#socket = socket
    this.#deliver = deliver
  }

  push(bytes: Buffer): void {
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > limits.socketInputBytesMax) this.#socket.pause()
    if (!this.#isBusy) void this.#drain()
  }

  get isBusy(): boolean {
    return this.#isBusy
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
        await this.#deliver(bytes.subarray(at, at + callBytesMax))
      }
    }
  }
}

/** So much is on its way to a program that does not read, before its client is not read either. */
const callBytesMax = 1_048_576
