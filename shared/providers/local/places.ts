import { join } from 'node:path'
import { historyName, journalsName } from '../../agents/history.ts'
import { endedName, leavingName, socketName } from '../../agents/launch.ts'
import { invariant } from '../../platform/faults.ts'
import { sha256 } from '../../platform/ids.ts'

/** Everything a box has on disk. */
export function placesOf({ runDirectory }: { readonly runDirectory: string }, sessionId: string) {
  invariant(/^[a-z0-9][a-z0-9-]{0,62}$/.test(sessionId), `a session id of ${sessionId}`)
  const box = join(runDirectory, sessionId)
  const agent = join(box, 'run')
  return {
    runDirectory,
    sessionId,
    box,
    record: join(box, 'box.json'),
    log: join(box, 'agent.log'),
    etc: join(box, 'etc'),
    /** Where the fallback launcher builds the root. */
    root: join(box, 'root'),
    fstab: join(box, 'fstab'),
    /** The agent's own directory, which it sees as `/run/onmemos`. */
    agent,
    socket: join(agent, socketName),
    /** Where the agent leaves its commands. */
    history: join(agent, historyName),
    /** Where it has what they said, as far as that is not in its memory. */
    journals: join(agent, journalsName),
    leaving: join(agent, leavingName),
    endedByAgent: join(agent, endedName),
    /** Written by the box's first process when the agent has exited: its exit code. */
    exited: join(agent, 'exited'),
    /** Written by the first who saw that the box was gone without a word. */
    endedUnsaid: join(box, 'ended.json'),
  }
}
export type Places = ReturnType<typeof placesOf>

/** Every box that has a directory here. */
export const isBoxName = (name: string) => /^[a-z0-9][a-z0-9-]*$/.test(name)

/** The name of a box's cgroups: the machine has one tree for all run directories. */
export const groupName = ({ runDirectory, sessionId }: Places): string =>
  `onmemos-${sessionId}-${sha256(runDirectory).toString('hex').slice(0, 8)}`
