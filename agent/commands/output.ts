import { closeSync, readSync } from 'node:fs'
import { Socket } from 'node:net'
import { limits } from '../limits.ts'
import type { Output } from './link.ts'

/**
 * Our end of a pipe a command writes to. Most commands are over before it would pay to be told of each write:
 * until `listen`, what they say waits in the pipe.
 */
export class PipeOutput implements Output {
  readonly #descriptor: number
  readonly #hear: (bytes: Buffer) => void
  #socket: Socket | undefined
  #isClosed = false

  constructor(descriptor: number, hear: (bytes: Buffer) => void) {
    this.#descriptor = descriptor
    this.#hear = hear
  }

  listen(): void {
    if (this.#socket || this.#isClosed) return
    this.#socket = new Socket({ fd: this.#descriptor, readable: true, writable: false })
      .on('data', this.#hear)
      .on('error', () => undefined)
  }

  /** When the time is over the pipe is still emptied, so that what was left running does not block or break on it. */
  async closed(withinMs: number): Promise<void> {
    if (!this.#socket) this.#drain()
    if (this.#isClosed) return
    this.listen()
    const socket = this.#socket
    if (!socket || socket.closed) return
    await new Promise<void>((done) => {
      const late = setTimeout(done, withinMs)
      socket.once('close', () => {
        clearTimeout(late)
        done()
      })
    })
  }

  #drain(): void {
    try {
      for (;;) {
        const read = readSync(this.#descriptor, scratch)
        if (read === 0) break
        this.#hear(Buffer.from(scratch.subarray(0, read)))
      }
      this.#isClosed = true
      closeSync(this.#descriptor)
    } catch {
      // Someone still holds the other end, and says nothing.
    }
  }
}

/** One for all. */
const scratch = Buffer.allocUnsafeSlow(limits.journalReadBytes)
