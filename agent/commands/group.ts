import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../limits.ts'

/** Whether there was anyone in the group to signal. Signal 0 only asks. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

/** SIGTERM to all of the group, grace, SIGKILL; done when none is left. */
export async function endGroup(pid: number, graceMs: number): Promise<void> {
  signalGroup(pid, 'SIGTERM')
  if (await isGone(() => signalGroup(pid, 0), graceMs)) return
  signalGroup(pid, 'SIGKILL')
  await isGone(() => signalGroup(pid, 0), killedWithinMs)
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
