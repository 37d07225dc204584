import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { agentClient } from '../../agents/client.ts'
import type { AgentConfig } from '../../agents/launch.ts'
import { type Instant, instant } from '../../platform/clock.ts'
import { Fault } from '../../platform/faults.ts'
import { newSecret } from '../../platform/ids.ts'
import type { Places } from '../local/places.ts'
import type { BoxSpec, Started } from '../provider.ts'
import { configOf } from './config.ts'
import { asked } from './daemon.ts'
import { detailsOf } from './details.ts'
import { writeEtc } from './etc.ts'
import { type Image, shellIn } from './image.ts'
import { bridgeOf } from './network/bridge.ts'
import { enclose } from './network/enclose.ts'
import type { Here } from './options.ts'
import { type Ground, planOf } from './plan.ts'
import { type BoxRecord, writeRecord } from './record.ts'
import { isGvisor } from './runtime.ts'
import { mountVolumes } from './volumes.ts'

export interface Making {
  readonly places: Places
  readonly image: Image
  /** When it was asked for, by this process's steady clock. */
  readonly askedAtMs: number
}

/** Makes a box where there is none. At each line what exists is on record or has the box's name, or dies if we do. */
export async function create(here: Here, spec: BoxSpec, making: Making): Promise<Started> {
  const { places, image } = making
  await mkdir(places.agent, { recursive: true, mode: 0o700 })
  const record = newRecord(spec)
  await writeRecord(places, record)
  await Promise.all([writeEtc(places, here.resolvers), mountVolumes(places, spec.diskMb)])
  const ground = await groundOf(here, spec)
  const container = await asked(
    here.docker.createContainer(await planOf(here, places, spec, image, ground)),
  )
  const shell = await shellIn(container)
  const startedAt = await begun(
    container,
    places,
    async () => spec.network === 'outgoing' && enclose(here, container, image),
    () => configOf(left(spec, making), record, { image, shell }),
  )
  const started = { startedAt, details: await detailsOf(here, container, { image, spec, ground }) }
  await writeRecord(places, { ...record, started })
  return started
}

async function groundOf(here: Here, { network }: BoxSpec): Promise<Ground> {
  const onGvisor = await isGvisor(here)
  if (network !== 'outgoing') return { network: 'none', isGvisor: onGvisor }
  if (!onGvisor) return { network: (await bridgeOf(here)).network, isGvisor: false }
  throw new Fault('unsupported', 'no session under gVisor is let out to the internet here')
}

/** What is left of its lease by now. One that has passed still has to be told, and ends at once. */
const left = (spec: BoxSpec, { askedAtMs }: Making): BoxSpec => ({
  ...spec,
  leaseSeconds: Math.max(0.001, spec.leaseSeconds - (performance.now() - askedAtMs) / 1_000),
})

const newRecord = (spec: BoxSpec): BoxRecord => ({
  sessionId: spec.sessionId,
  accountId: spec.accountId,
  turn: spec.turn ?? 0,
  createdAt: instant(Date.now()),
  stopKey: newSecret(),
  started: null,
  isRestored: false,
  heldBy: [],
})

/** Starts the container and tells its agent what it is to be; if we die before that, so does it, having been told nothing. */
async function begun(
  container: Docker.Container,
  { socket }: Places,
  before: () => Promise<unknown>,
  config: () => AgentConfig,
): Promise<Instant> {
  const door = await asked(container.attach({ stream: true, stdin: true, hijack: true }))
  try {
    await asked(container.start())
    await before()
    const told = config()
    door.end(JSON.stringify(told))
    return await listening(container, agentClient({ socketPath: socket }, told.agentKey))
  } finally {
    door.removeAllListeners('error').on('error', () => undefined)
    if ('destroy' in door && typeof door.destroy === 'function') door.destroy()
  }
}

/** When the agent began, once it answers. */
async function listening(
  container: Docker.Container,
  agent: ReturnType<typeof agentClient>,
): Promise<Instant> {
  for (const until = performance.now() + readyMsMax; performance.now() < until; ) {
    const stat = await agent.stat().catch(() => undefined)
    if (stat) return stat.startedAt
    const { State } = await asked(container.inspect())
    if (!State.Running) break
    await sleep(retryMs)
  }
  throw new Error(`the box did not start: ${(await lastWords(container)) || 'it said nothing'}`)
}

async function lastWords(container: Docker.Container): Promise<string> {
  const logs = await asked(container.logs({ stdout: true, stderr: true, tail: 20, follow: false }))
  return textIn(logs).trim().slice(-logTailCharacters)
}

/** Each piece has a header of eight bytes, the last four of which are its length. */
function textIn(pieces: Buffer): string {
  let text = ''
  for (let at = 0; at + 8 <= pieces.length; at += 8 + pieces.readUInt32BE(at + 4)) {
    text += pieces.toString('utf8', at + 8, at + 8 + pieces.readUInt32BE(at + 4))
  }
  return text
}

const logTailCharacters = 2_000
const readyMsMax = 30_000
const retryMs = 20
