import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bundleAgent } from '../../agent/bundle.ts'
import { jobs } from '../../functions/index.ts'
import type { Environment } from '../../functions/settings.ts'
import type { JobName } from '../../shared/contract/schedules.ts'
import type { Backend } from '../../shared/contract/topics.ts'
import type { Plane } from '../../shared/plane.ts'
import type { Log } from '../../shared/platform/log.ts'
import { pages } from '../../shell/pages.ts'
import { bundleTerminal } from '../../shell/web/bundle.ts'
import { openGateway } from '../gateway/gateway.ts'
import { openIam } from '../iam/server.ts'
import { onFreePort } from '../keeper/ports.ts'
import { startGoogleEmulators } from '../keeper/start.ts'
import { openIdentityProvider } from '../oidc/server.ts'
import { makeBucket } from '../storage/makeBucket.ts'
import { openStorage } from '../storage/server.ts'
import { backendsHere, placementOf } from './backends.ts'
import { openCloudRun } from './cloudRun.ts'
import { openCluster } from './cluster.ts'
import { endEverySession } from './curfew.ts'
import { keysIn } from './keys.ts'
import { runDirectoryOf, terminalAssetsIn } from './places.ts'
import { planeOn } from './plane.ts'
import { savedSoon } from './saving.ts'
import { openSchedules } from './schedules.ts'
import { type Demo, demoUser } from './seed.ts'
import { wireWorkers } from './wiring.ts'

export interface LocalCloudOptions {
  readonly stateDirectory: string
  /** Forget what earlier runs left there. */
  readonly isFresh?: boolean
  /** A free one unless given. */
  readonly publicPort?: number | undefined
  readonly adminPort?: number | undefined
  readonly dispatch: 'direct' | 'pubsub'
  /** Backends that run their provider's sessions here; `local` stands in for the others. */
  readonly backends?: readonly Backend[]
  /** Start an identity provider too, and let people sign in with it. */
  readonly withIdentityProvider?: boolean
  /** Settings that this cloud does not choose itself, such as the admin key. */
  readonly env?: Environment
  readonly log: Log
  /** Told when what the cloud cannot do without ended by itself. */
  readonly lost: (why: string) => void
}

export interface LocalCloud {
  readonly publicUrl: string
  readonly adminUrl: string
  readonly adminKey: string
  /** The identity provider that it started; null where it was not asked to. */
  readonly identityUrl: string | null
  readonly demo: Demo
  /** What runs sessions beside `local`, and where it is found. */
  readonly backends: Readonly<Partial<Record<Backend, string>>>
  /** Cloud Scheduler's API, over what calls the jobs. */
  readonly schedulerUrl: string
  /** Does a job now, whatever its schedule says. */
  run(job: JobName): Promise<unknown>
  /** Ends every session, settles its bill, saves, and stops all there is. */
  stop(): Promise<void>
}

const projectId = 'onmemos-local'
const archiveBucket = 'onmemos-archives'

/** The whole cloud on this machine. When a part does not start, those before it are stopped. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await start(options, undo)), stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}

async function start(options: LocalCloudOptions, undo: (() => unknown)[]) {
  const { stateDirectory, isFresh = false, log, lost, env = {} } = options
  const here = await backendsHere(options.backends ?? [], env)
  if (isFresh) {
    for (const part of ['storage', 'iam.json', 'kubernetes.json', 'kubernetes']) {
      await rm(join(stateDirectory, part), { recursive: true, force: true })
    }
  }
  const publicPort = await onFreePort(options.publicPort, async (port) => port)
  const adminPort = await onFreePort(options.adminPort, async (port) => port)
  const google = await startGoogleEmulators({ projectId, stateDirectory, isFresh, log, lost })
  undo.push(() => google.stop())

  const storage = await openStorage(join(stateDirectory, 'storage'))
  undo.push(() => storage.close())
  await makeBucket(storage.url, archiveBucket)

  const iam = await openIam(join(stateDirectory, 'iam.json'))
  undo.push(() => iam.close())
  const runDirectory = runDirectoryOf(stateDirectory)
  // Containers are made in places of their own: what they are given is named in full.
  const agentBundle = resolve(stateDirectory, 'agent.cjs')
  await Promise.all([bundleAgent(agentBundle), bundleTerminal(terminalAssetsIn(stateDirectory))])
  const cluster = await openCluster(stateDirectory, here.gke ? agentBundle : null)
  undo.push(() => cluster.close())
  const cloudRun = here.cloudRun
    ? await openCloudRun({
        projectId,
        runDirectory: `${runDirectory}-run`,
        agentBundle,
      })
    : null
  undo.push(() => cloudRun?.close())

  const publicUrl = `http://127.0.0.1:${publicPort}`
  const identity = options.withIdentityProvider
    ? await openIdentityProvider(`${publicUrl}/v1/signin/callback`)
    : null
  undo.push(() => identity?.close())

  const keys = keysIn(stateDirectory, env.ONMEMOS_INTERNAL_API_KEY)
  const plane = planeOn(
    google,
    keys,
    {
      PROJECT_ID: projectId,
      PUBLIC_URL: publicUrl,
      ...(identity && { ONMEMOS_OIDC_ISSUER: identity.url, ONMEMOS_OIDC_CLIENT_ID: 'onmemos' }),
      ONMEMOS_PLACEMENT: placementOf(here),
      ONMEMOS_DISPATCH: options.dispatch,
      ONMEMOS_RUN_DIRECTORY: runDirectory,
      ONMEMOS_AGENT_BUNDLE: agentBundle,
      ONMEMOS_ARCHIVE_BUCKET: archiveBucket,
      STORAGE_EMULATOR_HOST: storage.url,
      IAM_API_URL: iam.url,
      RESOURCE_MANAGER_API_URL: iam.url,
      GKE_CLUSTER: 'none',
      ...(here.dockerHost && { ONMEMOS_DOCKER_HOST: here.dockerHost }),
      ...cluster.settings,
      ...cloudRun?.settings,
    },
    options,
  )
  undo.push(() => plane.db.terminate())
  undo.push(() => removeIfEmpty(runDirectory, plane))
  const saving = savedSoon(google, log)
  undo.push(() => saving.stop())
  const proxy = await wireWorkers(projectId, plane)
  undo.push(() => proxy.close())
  // What an earlier run left in the middle is taken further before anyone can ask.
  await jobs.recover.run(plane)
  await jobs.reconcile.run(plane)

  const publicFace = await openGateway(
    'public',
    publicPort,
    plane,
    saving.touch,
    pages(plane, terminalAssetsIn(stateDirectory)),
  )
  const adminFace = await openGateway('admin', adminPort, plane, saving.touch)
  undo.push(() => Promise.all([publicFace.close(), adminFace.close()]))
  undo.push(() => {
    for (const provider of Object.values(plane.providers)) provider.close?.()
  })
  undo.push(() => plane.quiet())
  undo.push(() => endEverySession(plane))
  const scheduler = await openSchedules(projectId, plane)
  undo.push(() => scheduler.close())
  undo.push(() => publicFace.refuse())

  const demo = await demoUser(stateDirectory, adminFace.url, keys.adminKey)
  await google.save()
  return {
    publicUrl: publicFace.url,
    adminUrl: adminFace.url,
    adminKey: keys.adminKey,
    identityUrl: identity?.url ?? null,
    demo,
    backends: {
      ...(here.dockerHost && { docker: here.dockerHost }),
      ...(here.gke && { gke: `KUBECONFIG=${cluster.kubeconfig}` }),
      ...(cloudRun && { cloud_run: cloudRun.url }),
    },
    schedulerUrl: scheduler.url,
    run: (name: JobName) => jobs[name].run(plane),
  }
}

/** A box that did not go is found again by the next start. */
async function removeIfEmpty(runDirectory: string, { providers }: Plane) {
  const boxes = await Promise.all(Object.values(providers).map((provider) => provider.list()))
  if (boxes.flat().length === 0) await rm(runDirectory, { recursive: true, force: true })
}
