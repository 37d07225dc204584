import type * as z from 'zod'
import type { MetricsResponse } from '../../shared/agents/session.ts'
import { instant } from '../../shared/platform/clock.ts'
import { ticksPerSecond, ticksUsed } from '../cpu.ts'
import { limits } from '../limits.ts'
import { neighbours } from '../neighbours.ts'
import { cpuMillisMax, cpuSecondsCounted, memoryCounted } from './counted.ts'
import { residentBytes } from './memory.ts'

/**
 * What the box takes of its machine: as the kernel counts it for the box's control groups where it shows them, else summed
 * up over the box's processes. Only where the box is a pid namespace: elsewhere it would be the whole machine's.
 */
export class Usage {
  #cpuSeconds = 0
  #peakBytes = 0

  constructor() {
    // Where the kernel keeps no peak it is the most that was seen.
    setInterval(() => this.#memory(), limits.cpuWatchMs).unref()
  }

  read(): z.input<typeof MetricsResponse> {
    const cpuSeconds = cpuSecondsCounted() ?? ownSeconds() + ticksUsed() / ticksPerSecond
    // What an orphan used is forgotten with it where the kernel does not count for the box.
    this.#cpuSeconds = Math.max(this.#cpuSeconds, cpuSeconds)
    return {
      at: instant(Date.now()),
      cpu: { usedSeconds: this.#cpuSeconds, limitMillis: cpuMillisMax() },
      memory: this.#memory(),
      processes: neighbours().length,
    }
  }

  #memory() {
    const counted = memoryCounted()
    const usedBytes = counted?.usedBytes ?? residentBytes()
    this.#peakBytes = Math.max(this.#peakBytes, usedBytes, counted?.peakBytes ?? 0)
    return { usedBytes, peakBytes: this.#peakBytes, limitBytes: counted?.limitBytes ?? null }
  }
}

/** Of this process, which the others are not summed up with: it is what they need, not what they do. */
function ownSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
