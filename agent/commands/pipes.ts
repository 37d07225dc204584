import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

export interface Pipe {
  readonly read: number
  readonly write: number
}

/**
 * Pipes for commands. Node gives its children sockets, and `echo oops >/dev/stderr` fails on a socket;
 * it cannot make pipes, so these are named ones, each used once and unnamed as it is taken.
 */
export class Pipes {
  readonly #directory: string
  readonly #names: string[] = []
  #made = 0
  #making: Promise<void> | undefined

  constructor(directory: string) {
    this.#directory = directory
  }

  /** A pipe whose read end is ours, and never blocks us. */
  async outward(): Promise<Pipe> {
    const name = await this.#take()
    const read = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK)
    const write = openSync(name, constants.O_WRONLY)
    unlinkSync(name)
    return { read, write }
  }

  /** A pipe whose write end is ours, and never blocks us. */
  async inward(): Promise<Pipe> {
    const name = await this.#take()
    const both = openSync(name, constants.O_RDWR)
    const read = openSync(name, constants.O_RDONLY)
    const write = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK)
    closeSync(both)
    unlinkSync(name)
    return { read, write }
  }

  /** Makes pipes ahead, so that no command waits for them. */
  async stock(): Promise<void> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    await this.#making
  }

  async #take(): Promise<string> {
    for (;;) {
      const name = this.#names.pop()
      if (this.#names.length < stockLow) void this.stock().catch(() => undefined)
      if (name !== undefined) return name
      await this.stock()
    }
  }

  async #make(): Promise<void> {
    const names = Array.from({ length: stockSize }, () => join(this.#directory, `${this.#made++}`))
    // The directory is closed to commands; the mode lets them reopen /dev/stdout.
    const child = spawn('mkfifo', ['-m', '666', ...names], { stdio: 'ignore' })
    const [exitCode] = await once(child, 'exit')
    if (exitCode !== 0) throw new Error(`mkfifo exited with ${exitCode}`)
    this.#names.push(...names)
  }
}

const stockSize = 64
const stockLow = 16
