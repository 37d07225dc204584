import { closeSync, readSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import type { Output } from '../commands/link.ts'
import { limits } from '../limits.ts'

interface Ends {
  readonly master: number
  readonly held: number
  readonly onClosed: () => void
}

/** Our end of a terminal. What was said before its command exited is heard whole. */
export class TerminalOutput implements Output {
  readonly #hear: (bytes: Buffer) => void
  readonly #ends: Ends
  #stream: ReadStream | undefined

  constructor(hear: (bytes: Buffer) => void, ends: Ends) {
    this.#hear = hear
    this.#ends = ends
  }

  listen(): void {
    this.#listening()
  }

  /**
   * Called when the command has exited; settles when the terminal is hung up. Others may hold it still: they are
   * heard for a while longer, and told then that it is gone.
   */
  async closed(withinMs: number): Promise<void> {
    const stream = this.#listening()
    closeSync(this.#ends.held)
    const until = performance.now() + withinMs
    // A stream that is destroyed has heard all, and its descriptor may be another's by now.
    while (!stream.destroyed && this.#drain() && performance.now() < until) {
      await changed(stream, until)
    }
    stream.destroy()
    this.#ends.onClosed()
  }

  #listening(): ReadStream {
    this.#stream ??= new ReadStream(this.#ends.master)
      .on('data', this.#hear)
      // The kernel's way of saying that nobody else holds the terminal any more.
      .on('error', () => undefined)
    return this.#stream
  }

  /**
   * Takes what the terminal holds now, and says whether more can come. Before the kernel says that there is nothing
   * to read it passes on all that was written, so what an exited command said is complete here.
   */
  #drain(): boolean {
    try {
      for (;;) {
        const read = readSync(this.#ends.master, scratch)
        if (read === 0) return false
        this.#hear(Buffer.from(scratch.subarray(0, read)))
      }
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
    }
  }
}

/** One for all. */
const scratch = Buffer.allocUnsafeSlow(limits.journalReadBytes)

/** Settles with more output, the end of the stream, or the end of the time. */
const changed = (stream: ReadStream, until: number): Promise<void> =>
  new Promise((ready) => {
    const done = () => {
      clearTimeout(late)
      stream.off('data', done).off('error', done).off('close', done)
      ready()
    }
    const late = setTimeout(done, Math.max(0, until - performance.now()))
    stream.once('data', done).once('error', done).once('close', done)
  })
