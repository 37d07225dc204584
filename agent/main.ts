import { chownSync, closeSync, mkdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { journalsName } from '../shared/agents/history.ts'
import { type AgentConfig, launchDescriptor } from '../shared/agents/launch.ts'
import { serve } from './server.ts'
import { newSession } from './session.ts'
import { told } from './told.ts'

/** Runs inside a session as its supervisor, from the launcher's word to the end of the lease. */
async function main(): Promise<void> {
  const { config, place, isAwaited } = told(process.env, Date.now())
  const session = newSession(config, { pipes: prepare(config) })
  process.on('SIGTERM', () => session.stop(0))
  await serve(session, place)
  if (isAwaited) tellReady(session.startedAt)
}

function prepare({ directory, owner, ownedDirectories }: AgentConfig): string {
  // What commands create is theirs to open to others; what is ours lies in a directory closed to them.
  process.umask(0o022)
  // Of the groups of whoever launched it the agent needs none, and what it does as the user must not have them.
  if (owner) process.setgroups?.([])
  const pipes = join(directory, 'pipes')
  mkdirSync(pipes, { recursive: true, mode: 0o700 })
  mkdirSync(join(directory, journalsName), { mode: 0o700 })
  for (const path of ownedDirectories) {
    mkdirSync(path, { recursive: true })
    if (owner) chownSync(path, owner.uid, owner.gid)
  }
  return pipes
}

function tellReady(startedAt: string): void {
  try {
    writeSync(launchDescriptor, JSON.stringify({ startedAt }))
  } catch {
    // The launcher is gone, or never listened. The box is on record, so whoever looks for it finds it.
  }
  // What it was told is not for those who look at what it has open.
  closeSync(launchDescriptor)
}

void main().catch((error) => {
  console.error(error)
  process.exit(1)
})
