import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Named pipes in a directory of ours, made many at a time and before they run out. */
export class PipeNames {
  readonly #directory: string
  readonly #names: string[] = []
  #count = 0
  #making: Promise<void> | undefined

  constructor(directory: string) {
    this.#directory = directory
    void this.#more().catch(() => undefined)
  }

  async take(): Promise<string> {
    for (;;) {
      const name = this.#names.pop()
      if (this.#names.length < lowMark) void this.#more().catch(() => undefined)
      if (name !== undefined) return name
      await this.#more()
    }
  }

  #more(): Promise<void> {
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return this.#making
  }

  async #make(): Promise<void> {
    const length = this.#count === 0 ? firstBatch : batch
    const names = Array.from({ length }, () => join(this.#directory, `${this.#count++}`))
    // The directory is closed to commands; the mode lets them reopen /dev/stdout.
    const child = spawn('mkfifo', ['-m', '666', ...names], { stdio: 'ignore' })
    const [exitCode] = await once(child, 'exit')
    if (exitCode !== 0) throw new Error(`mkfifo exited with ${exitCode}`)
    this.#names.push(...names)
  }
}

/** The first command waits for these, and on a slow disk each takes a while. */
const firstBatch = 8
const batch = 128
const lowMark = 32
