import { Fault } from '../../platform/faults.ts'
import {
  agentLineOf,
  familyOf,
  happens,
  isHeldByChild,
  isStill,
  kill,
  signal,
} from './processes.ts'

/**
 * Stops every process of a box, the outermost first, until none is left that could start another. From then on nothing
 * in it changes, and no deadline of its agent falls.
 */
export async function freeze(outermost: number): Promise<void> {
  const isFrozen = () => {
    const family = familyOf(outermost)
    const moving = family.filter((pid) => !isStill(pid) && !isHeldByChild(pid, family))
    signal(moving, 'SIGSTOP')
    return moving.length === 0
  }
  if (await happens(isFrozen, frozenWithinMs)) return
  melt(outermost)
  throw new Fault('provider_unavailable', 'the processes of the session could not be stopped')
}

export const melt = (outermost: number): void =>
  signal([...familyOf(outermost)].reverse(), 'SIGCONT')

/** Lets the agent of a frozen box go on, and nothing that it started. */
export const meltAgent = (outermost: number): void =>
  signal([...agentLineOf(outermost)].reverse(), 'SIGCONT')

/** Ends what the agent started, and lets it live to say so. */
export function killCommands(outermost: number): void {
  const line = agentLineOf(outermost)
  kill(familyOf(outermost).filter((pid) => !line.includes(pid)))
}

/** A process inside a system call of the kernel's stops when it returns. */
const frozenWithinMs = 10_000
