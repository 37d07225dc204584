import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from '../../shared/agents/connect.ts'
import type { Input } from '../commands/link.ts'
import { limits } from '../limits.ts'

/** What is typed into a terminal, in the order it was typed. */
export class TerminalInput implements Input {
  readonly #master: number
  #waiting = 0
  #isOpen = true
  #last: Promise<void> = Promise.resolve()

  constructor(master: number) {
    this.#master = master
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get waitingBytes(): number {
    return this.#waiting
  }

  /** Settles when the terminal has taken all of it; rejects when it is gone first. */
  write(bytes: Buffer): Promise<void> {
    this.#waiting += bytes.length
    const written = this.#last.then(() => this.#write(bytes))
    this.#last = written.catch(() => undefined)
    return written
  }

  end(): void {
    throw new ConnectError('failed_precondition', 'a terminal’s input has no end: type Ctrl-D')
  }

  discard(): void {
    this.#isOpen = false
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      if (!this.#isOpen) {
        this.#waiting -= rest.length
        throw new Error('the terminal has ended')
      }
      const taken = take(this.#master, rest)
      this.#waiting -= taken
      rest = rest.subarray(taken)
      // Nobody reads what was typed before: it is looked at again, which costs nobody else anything.
      if (taken === 0) await sleep(limits.terminalFullMs)
    }
  }
}

function take(master: number, bytes: Buffer): number {
  try {
    return writeSync(master, bytes)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0
    throw error
  }
}
