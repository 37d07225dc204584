import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundleAgent } from '../../agent/bundle.ts'
import { handlersOf } from '../../emulators/gateway/gateway.ts'
import type { GoogleEmulators } from '../../emulators/keeper/start.ts'
import { wireWorkers } from '../../emulators/local/wiring.ts'
import { planeFrom } from '../../functions/deps.ts'
import { serve } from '../../functions/serve.ts'
import { settingsFrom } from '../../functions/settings.ts'
import type { Route } from '../../shared/contract/route.ts'
import type { Plane } from '../../shared/plane.ts'
import { newSecret } from '../../shared/platform/ids.ts'
import { logTo } from '../../shared/platform/log.ts'
import { asker } from '../../test/kit/asker.ts'
import { settle } from '../../test/kit/citizens.ts'
import { TestClock } from '../../test/kit/clock.ts'
import type { Run } from './bench.ts'
import { counting } from './counting.ts'
import { type Counted, Counts } from './counts.ts'
import { temporaryFolder } from './folder.ts'

export interface Shape {
  readonly projectId: string
  readonly dispatch: 'direct' | 'pubsub'
  /** Whether each function has its own clients and caches, as deployed, or all share them, as here. */
  readonly isApart: boolean
}

/** A control plane in this process whose every Firestore call and Pub/Sub message is counted. */
export async function countedPlane(run: Run, google: GoogleEmulators, shape: Shape) {
  const adminKey = newSecret()
  const settings = await settingsOf(run, google, shape, adminKey)
  const counts = new Counts()
  const clock = new TestClock()
  const newPlane = (): Plane => {
    const plane = planeFrom(settings, { clock, log: logTo(() => undefined) })
    run.ending(() => plane.db.terminate())
    counting(plane.db, counts)
    const publish: Plane['publish'] = (line) => {
      counts.add('published')
      return plane.publish(line)
    }
    return { ...plane, publish }
  }
  const shared = newPlane()
  const planeOf = () => (shape.isApart ? newPlane() : shared)
  run.ending(() => endBoxes(shared))
  const proxy = await wireWorkers(shape.projectId, planeOf())
  run.ending(() => proxy.close())

  const admin = asker(serve(handlersOf('admin'), shared), { 'x-api-key': adminKey })
  const { key } = await settle(admin, 'bench', 10_000_000)
  counts.take()
  let pushedBefore = 0
  return {
    clock,
    planeOf,
    /** One route, as a caller sees it. */
    caller: (route: Route) =>
      asker(
        serve(
          handlersOf('public').filter((handler) => handler.route === route),
          planeOf(),
        ),
        { 'x-api-key': key },
      ),
    /** What this brings about, until nothing more comes of it. */
    async counted(what: () => Promise<unknown>): Promise<Counted> {
      await what()
      while (!counts.isQuietFor(quietMs)) await sleep(50)
      const { received } = proxy.counts('session-commands-local')
      const pushed = received - pushedBefore
      pushedBefore = received
      return { ...counts.take(), pushed, calls: 1 + pushed }
    },
  }
}

/** Longer than the Pub/Sub emulator takes to push. */
const quietMs = 600

async function settingsOf(run: Run, google: GoogleEmulators, shape: Shape, adminKey: string) {
  // Google's clients look for the emulators here.
  process.env.FIRESTORE_EMULATOR_HOST = google.firestoreHost
  process.env.PUBSUB_EMULATOR_HOST = google.pubsubHost
  process.env.METADATA_SERVER_DETECTION = 'none'
  const folder = temporaryFolder(run)
  const agentBundle = join(folder, 'agent.cjs')
  await bundleAgent(agentBundle)
  return settingsFrom({
    PROJECT_ID: shape.projectId,
    PUBLIC_URL: 'http://127.0.0.1',
    ONMEMOS_INTERNAL_API_KEY: adminKey,
    ONMEMOS_SESSION_SECRET: newSecret(),
    ONMEMOS_PLACEMENT: 'local=local',
    ONMEMOS_DISPATCH: shape.dispatch,
    ONMEMOS_RUN_DIRECTORY: folder,
    ONMEMOS_AGENT_BUNDLE: agentBundle,
  })
}

async function endBoxes({ providers: { local } }: Plane) {
  for (const { sessionId } of await local.list()) await local.stop(sessionId, 0)
}
