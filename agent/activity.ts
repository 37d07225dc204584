import { type Instant, instant } from '../shared/platform/clock.ts'
import type { Command } from './commands/command.ts'
import { ticksPerSecond, ticksUsed } from './cpu.ts'
import { limits } from './limits.ts'

/**
 * When the session was last used: a command was started, input came, someone followed a command, or its
 * processes worked. A command that runs unattended and uses no CPU is no use; nor is a terminal that is merely open.
 */
export class Activity {
  #lastMs: number
  #attending = 0

  constructor(startedAtMs: number, watchesCpu: boolean) {
    this.#lastMs = startedAtMs
    if (watchesCpu) this.#watch()
  }

  get lastAt(): Instant {
    if (this.#attending > 0) this.note()
    return instant(this.#lastMs)
  }

  note(): void {
    this.#lastMs = Date.now()
  }

  /** Someone follows a command: use for as long as that takes, unless it is a terminal, which is used by its input. */
  async attended(command: Pick<Command, 'terminal'>, following: Promise<void>): Promise<void> {
    this.note()
    if (command.terminal) return following
    this.#attending++
    try {
      await following
    } finally {
      this.#attending--
      this.note()
    }
  }

  /** Looked at now and then rather than when asked, so that it is known when the work was done. */
  #watch(): void {
    let before = ticksUsed()
    const threshold = (limits.cpuWatchMs / 1_000) * ticksPerSecond * limits.cpuShareOfUse
    setInterval(() => {
      const now = ticksUsed()
      if (now - before >= threshold) this.note()
      before = now
    }, limits.cpuWatchMs).unref()
  }
}
