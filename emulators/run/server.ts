import { mkdirSync, rmSync } from 'node:fs'
import { type Clock, realClock } from '../../shared/platform/clock.ts'
import { servedGrpc } from '../kit/grpc.ts'
import { keptIn } from '../kit/kept.ts'
import { type Served, served } from '../kit/served.ts'
import { Steering } from '../kit/steering.ts'
import { runApp } from './app.ts'
import type { Ground } from './ground.ts'
import { isInvoker } from './policies.ts'
import type { Admission } from './serving/front.ts'
import { Host, type Surroundings } from './serving/host.ts'
import type { Images } from './serving/images.ts'
import { clear } from './serving/sandbox.ts'
import { State } from './state.ts'

export interface RunOptions {
  /** For what runs: short, since sockets are in it. Emptied when the emulator opens, and when it closes. */
  readonly directory: string
  readonly images: Images
  /** Whom a token proves, for an audience; null where it proves nobody. */
  readonly whoIs: (token: string, audience: string) => Promise<string | null>
  /** State is kept there, if it is named. */
  readonly file?: string
  readonly port?: number
  readonly clock?: Clock
  readonly idleMs?: number
  readonly patienceMs?: number
  /** What containers find in their environment because of where they run; nothing unless said. */
  readonly surroundings?: Surroundings
  /** How many instances may be starting at once: 8 unless said. */
  readonly startsMax?: number
}

export interface Run extends Served {
  /** Where the same is over gRPC. */
  readonly grpcUrl: string
  readonly steering: Steering
  readonly host: Host
  readonly state: State
  /** While it is set, no operation that begins says that it has ended. */
  readonly stuck: { operations: boolean }
}

/** Cloud Run on loopback. What it runs ends with it. */
export async function openRun(options: RunOptions): Promise<Run> {
  const { directory, images, clock = realClock, idleMs = 900_000, patienceMs = 10_000 } = options
  const { startsMax = 8, surroundings = async () => ({}) } = options
  await clear(directory)
  mkdirSync(directory, { recursive: true })
  const { state, save, flush } = keptIn(State, options.file, 250)
  const underWay = new Set<Promise<void>>()
  const host = new Host({
    directory,
    images,
    idleMs,
    patienceMs,
    startsMax,
    surroundings,
    portOf: (service) => state.ports[service],
    keepPort: (service, port) => {
      state.ports[service] = port
    },
    admits: (service, token) => admits(state, options, service, token),
    ready: (service) => state.revisions[state.services[service]?.latestReadyRevision ?? ''],
  })
  const stuck = { operations: false }
  const ground: Ground = {
    state,
    clock,
    host,
    stuck,
    executing: new Map(),
    changed: save,
    inHand: (work) => {
      const done = work.finally(() => underWay.delete(done))
      underWay.add(done)
    },
  }
  for (const service of Object.values(state.services)) {
    service.uri = await host.address(service.name)
    service.urls = [service.uri]
  }
  const steering = new Steering()
  const front = await served(runApp(ground, steering), options.port)
  const grpc = await servedGrpc(front.url, {
    protos: '@google-cloud/run/build/protos/protos.json',
    services: [
      ...['Services', 'Revisions', 'Jobs', 'Executions', 'Tasks'].map(
        (service) => `google.cloud.run.v2.${service}`,
      ),
      'google.longrunning.Operations',
    ],
    rules: {
      // The protos say where operations are in general, not where Cloud Run has them.
      'google.longrunning.Operations/GetOperation': {
        method: 'GET',
        path: '/v2/{name=projects/*/locations/*/operations/*}',
      },
    },
  })
  return {
    url: front.url,
    grpcUrl: grpc.url,
    steering,
    host,
    state,
    stuck,
    async close() {
      await Promise.all([front.close(), grpc.close()])
      for (const { cancel } of ground.executing.values()) cancel()
      await host.close()
      await Promise.allSettled(underWay)
      await host.close()
      flush()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function admits(
  state: State,
  { whoIs }: RunOptions,
  name: string,
  token: string | undefined,
): Promise<Admission> {
  const service = state.services[name]
  if (!service) return 'forbidden'
  if (service.invokerIamDisabled) return 'in'
  const email = token === undefined ? null : await whoIs(token, service.uri)
  if (token !== undefined && email === null) return 'unproven'
  const member = email === null ? null : `serviceAccount:${email}`
  return isInvoker({ state }, name, member) ? 'in' : 'forbidden'
}
