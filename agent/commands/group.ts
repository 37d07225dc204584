import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../limits.ts'

/** The processes of a command, as far as they are known to be its. */
export interface Processes {
  /** Whether there was anyone to signal. Signal 0 only asks. */
  signal(signal: NodeJS.Signals | 0): boolean
}

/** A command and its children, those who left its group not. */
export const inGroup = (leader: number): Processes => ({
  signal(signal) {
    try {
      return process.kill(-leader, signal)
    } catch {
      return false
    }
  },
})

/** SIGTERM to all of them, grace, SIGKILL; done when none is left. */
export async function endAll(processes: Processes, graceMs: number): Promise<void> {
  processes.signal('SIGTERM')
  if (await isGone(() => processes.signal(0), graceMs)) return
  processes.signal('SIGKILL')
  await isGone(() => processes.signal(0), killedWithinMs)
}

/** Looks again and again, until there is none or the time is over. */
export async function isGone(isThere: () => boolean, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (isThere()) {
    if (performance.now() >= until) return false
    await sleep(limits.deathCheckMs)
  }
  return true
}

/** A killed process may take this long to be gone, freeing its memory. */
const killedWithinMs = 1_000
