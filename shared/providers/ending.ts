import { call, type Door } from '../agents/call.ts'
import { paths } from '../agents/paths.ts'
import { Empty } from '../agents/wire.ts'

/**
 * Asks a box's agent to end its session. Answers how many milliseconds it may still take, whenever that is asked; null
 * where it cannot answer, which is not asked twice.
 */
export async function askToEnd(door: Door, graceSeconds: number): Promise<(() => number) | null> {
  const until = performance.now() + (graceSeconds + patienceSeconds) * 1_000
  // Whole ones: timers of abort signals take no others.
  const leftMs = () => Math.max(0, Math.ceil(until - performance.now()))
  try {
    await call(door, paths.stop, { graceSeconds }, Empty, leftMs())
    return leftMs
  } catch {
    return null
  }
}

/** How long an agent may take over its last words: what its commands said is written down then. */
const patienceSeconds = 10
