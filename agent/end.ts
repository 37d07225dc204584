import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentConfig, type AgentEnded, endedName } from '../shared/agents/launch.ts'
import { instant } from '../shared/platform/clock.ts'
import type { Commands } from './commands/commands.ts'
import { isGone } from './commands/group.ts'
import { neighbours, signalNeighbours } from './neighbours.ts'

/** The session's end: recorded first, then SIGTERM to all, grace, SIGKILL. Afterwards only the agent runs. */
export async function endSession(
  cause: AgentEnded['cause'],
  session: { config: AgentConfig; commands: Commands; graceSeconds: number },
): Promise<AgentEnded> {
  const ended = { cause, endedAt: instant(Date.now()) }
  record(session.config.directory, ended)
  session.commands.history.ending(cause)
  const everyone = session.config.ownsPidNamespace ? theBox : commandsOnly(session.commands)
  everyone.signal('SIGTERM')
  if (!(await isGone(everyone.isThere, session.graceSeconds * 1_000))) {
    everyone.signal('SIGKILL')
  }
  await isGone(() => session.commands.running().length > 0, lastWordsMs)
  session.commands.history.keepAll()
  return ended
}

function record(directory: string, ended: AgentEnded): void {
  const path = join(directory, endedName)
  try {
    writeFileSync(`${path}.new`, JSON.stringify(ended))
    renameSync(`${path}.new`, path)
  } catch (error) {
    // The end does not wait for a full disk; without its record the box reads as lost.
    console.error('the end could not be recorded:', error)
  }
}

const theBox = {
  signal: signalNeighbours,
  isThere: () => neighbours().length > 0,
}

const commandsOnly = (commands: Commands) => ({
  signal: (signal: NodeJS.Signals) => {
    for (const { command } of commands.running()) command.processes.signal(signal)
  },
  isThere: () => commands.running().length > 0,
})

/** How long the listeners of killed commands may take to hear of it. */
const lastWordsMs = 2_000
