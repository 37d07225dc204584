import { access, mkdir } from 'node:fs/promises'
import { nodeFlags } from '../../agents/launch.ts'
import { instant } from '../../platform/clock.ts'
import { invariant } from '../../platform/faults.ts'
import { newSecret } from '../../platform/ids.ts'
import type { BoxSpec, Started } from '../provider.ts'
import { createGroups, groupDirectories } from './cgroups/create.ts'
import { shownGroups } from './cgroups/shown.ts'
import { configOf } from './config.ts'
import { detailsOf } from './details.ts'
import { writeEtc } from './etc.ts'
import { readIfThere } from './files.ts'
import { agentProgram, filesystem, memoryMegabytes } from './filesystem.ts'
import { host } from './host.ts'
import { type Launched, launch } from './launch.ts'
import type { Launcher } from './launcher.ts'
import { groupName, type Places } from './places.ts'
import { identify } from './processes.ts'
import { type BoxRecord, writeRecord } from './record.ts'
import { takeUid } from './uids.ts'

export interface Making {
  readonly places: Places
  readonly launcher: Launcher
  readonly agentBundlePath: string
  /** When it was asked for, by this process's steady clock. */
  readonly askedAtMs: number
}

/** Makes a box where there is none. At each line what exists is on record, or dies if we do. */
export async function create(spec: BoxSpec, making: Making): Promise<Started> {
  const { places, launcher, agentBundlePath } = making
  await access(agentBundlePath)
  const record = await newRecord(spec, places)
  const bounds = {
    memoryBytes: memoryMegabytes(spec) * 1_048_576,
    cpuMillis: spec.cpuMillis,
    processes: processesMax,
  }
  const [groups] = await Promise.all([
    createGroups(groupName(places), bounds),
    writeEtc(places, record.uid ?? process.getuid?.() ?? 0),
  ])
  const box = await launched(spec, making, groups.directories)
  const identity = identify(box.pid)
  invariant(identity, 'a process that was just started can be seen')
  const living = { ...record, process: identity }
  await writeRecord(places, living)
  const { startedAt } = await told(box, configOf(left(spec, making), record), places)
  const started = { startedAt, details: await detailsOf(spec, launcher, groups.limits) }
  await writeRecord(places, { ...living, started })
  return started
}

/** What is left of its lease by now. One that has passed still has to be told, and ends at once. */
const left = (spec: BoxSpec, { askedAtMs }: Making): BoxSpec => ({
  ...spec,
  leaseSeconds: Math.max(0.001, spec.leaseSeconds - (performance.now() - askedAtMs) / 1_000),
})

async function newRecord(spec: BoxSpec, places: Places): Promise<BoxRecord> {
  await mkdir(places.agent, { recursive: true, mode: 0o700 })
  const record = {
    sessionId: spec.sessionId,
    accountId: spec.accountId,
    turn: spec.turn ?? 0,
    createdAt: instant(Date.now()),
    uid: host().isRoot ? await takeUid(places) : null,
    stopKey: newSecret(),
    cgroups: [...groupDirectories(groupName(places))],
    process: null,
    started: null,
    isRestored: false,
    heldBy: [],
  }
  await writeRecord(places, record)
  return record
}

async function launched(spec: BoxSpec, making: Making, cgroups: readonly string[]) {
  const { places, launcher, agentBundlePath } = making
  const { isRoot, node } = host()
  invariant(node, 'Node is in a directory that can be shown')
  const args = await launcher.command({
    places,
    mounts: [...filesystem(spec, places, agentBundlePath), ...shownGroups(cgroups)],
    cgroups,
    isRoot,
    program: [node.path, ...nodeFlags, agentProgram],
  })
  return launch(args, places.log)
}

async function told(box: Launched, config: ReturnType<typeof configOf>, { log }: Places) {
  try {
    return await box.tell(config)
  } catch (error) {
    const said = (await readIfThere(log))?.slice(-logTailCharacters).trim()
    throw new Error(`the box did not start: ${said || 'it said nothing'}`, { cause: error })
  }
}

const logTailCharacters = 2_000

/** Processes and threads, the agent's among them. */
const processesMax = 256
