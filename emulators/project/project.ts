import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { realClock } from '../../shared/platform/clock.ts'
import type { Log } from '../../shared/platform/log.ts'
import { openIam } from '../iam/server.ts'
import { startGoogleEmulators } from '../keeper/start.ts'
import { newSigner } from '../kit/identity.ts'
import { served } from '../kit/served.ts'
import { accessAudience } from '../metadata/server.ts'
import { openPushProxy } from '../pubsub/proxy.ts'
import { openRun } from '../run/server.ts'
import { openScheduler } from '../scheduler/server.ts'
import { openStorage } from '../storage/server.ts'
import { numberOf } from '../terraform/kinds.ts'
import { Store } from '../terraform/store.ts'
import { openApiGateway } from './gateway.ts'
import { may } from './grants.ts'
import { openGuard } from './guard.ts'
import { registry, sessionImageName } from './images.ts'
import { machines } from './machines.ts'
import { needs } from './permissions.ts'
import { projectPlaces } from './places.ts'
import { portsIn } from './ports.ts'
import { deliverTo, pushes } from './pushes.ts'
import { recallServices, restorePubSub } from './restore.ts'

export interface ProjectOptions {
  readonly projectId: string
  readonly deployment: string
  /** For all it keeps. */
  readonly directory: string
  readonly log: Log
  readonly lost: (why: string) => void
}

export interface Project {
  readonly publicUrl: string
  readonly adminUrl: string
  /**
   * Where it is told of an image (`PUT /images/<digest>`, once the image's folder is there), and says what became of the messages of a
   * subscription (`GET /pushes/<subscription>`).
   */
  readonly controlUrl: string
  /** An access token, good for an hour, of the one who may do everything. */
  deployerToken(): string
  /** What Terraform's providers need to make things here. */
  readonly env: Readonly<Record<string, string>>
  /** Settings by which what is deployed here finds the emulators. */
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** A Google Cloud project on this machine, into which Terraform deploys: empty at first, and as it was after that. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await open(options, undo)), close }
  } catch (cause) {
    await close()
    throw cause
  }
}

async function open(options: ProjectOptions, undo: (() => unknown)[]) {
  const { projectId, deployment, log, lost } = options
  const places = projectPlaces(options.directory)
  const { state } = places
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const opened = async <T extends { close(): unknown }>(opening: T | Promise<T>): Promise<T> => {
    const part = await opening
    undo.push(() => part.close())
    return part
  }
  const portOf = portsIn(join(state, 'ports.json'))
  const google = await startGoogleEmulators({
    projectId,
    stateDirectory: state,
    firestorePort: await portOf('firestore'),
    pubsubPort: await portOf('pubsub'),
    log,
    lost,
  })
  undo.push(() => google.stop())
  const pubsubUrl = `http://${google.pubsubHost}`
  const store = new Store(places.applied)
  const signer = await newSigner(realClock)
  const deployer = `deployer@${projectId}.iam.gserviceaccount.com`
  /** Each API behind what asks who calls, and whether they may. */
  const guarded = async (api: keyof typeof needs, url: string) =>
    opened(
      openGuard({
        url,
        port: await portOf(api),
        needs: needs[api],
        whoIs: (token) => signer.whoIs(token, accessAudience),
        may: (email, { permission, resource }) =>
          email === deployer || may(store, email, permission, resource),
      }),
    )
  const { url: storageUrl } = await opened(openStorage(join(state, 'storage')))
  const storage = await guarded('storage', storageUrl)
  const { url: iamUrl } = await opened(openIam(join(state, 'iam.json')))
  const iam = await guarded('iam', iamUrl)
  const machine = await opened(machines(projectId, signer))
  const email = (name: string) => `${deployment}-${name}@${projectId}.iam.gserviceaccount.com`
  const { images, take } = registry(
    places.images,
    `us-central1-docker.pkg.dev/${projectId}/${deployment}`,
  )
  const running = await opened(
    openRun({
      directory: places.run,
      file: join(state, 'run.json'),
      images,
      whoIs: signer.whoIs,
      surroundings: (account = `${numberOf(projectId)}-compute@developer.gserviceaccount.com`) =>
        machine.environment(account),
      patienceMs: 60_000,
      startsMax: 3,
    }),
  )
  const run = await guarded('run', running.url)
  recallServices(store, running)
  // Where the shell will be is told to all others before it is there.
  const shell = `projects/${projectId}/locations/us-central1/services/${deployment}-shell`
  running.state.ports[shell] ??= await portOf('shell', 8092)
  const proxy = await opened(
    openPushProxy({
      deliver: deliverTo(store, signer, deployment, email('pushes')),
      subscriptions: pushes,
      audience: (name) => name,
      port: await portOf('pushes'),
    }),
  )
  const proxyUrl = proxy.endpoint('').replace(/\/push\/$/, '')
  await restorePubSub(store, pubsubUrl, proxyUrl)
  const publicGateway = await opened(
    openApiGateway('public', store, signer, await portOf('public', 8090)),
  )
  const adminGateway = await opened(
    openApiGateway('admin', store, signer, await portOf('admin', 8091)),
  )
  const controls = new Hono()
    .put('/images/:digest', (context) =>
      take(context.req.param('digest')) ? context.body(null, 204) : context.notFound(),
    )
    .get('/pushes/:subscription', ({ req, json }) => json(proxy.counts(req.param('subscription'))))
  const control = await opened(served(controls, await portOf('control')))
  const scheduler = await opened(
    openScheduler({
      tokenFor: async (who, audience) => signer.tokenFor(who, audience),
      pubsubUrl,
      file: join(state, 'scheduler.json'),
      port: await portOf('scheduler'),
    }),
  )
  return {
    publicUrl: publicGateway.url,
    adminUrl: adminGateway.url,
    controlUrl: control.url,
    deployerToken: () => signer.tokenFor(deployer, accessAudience),
    env: {
      GOOGLE_IAM_CUSTOM_ENDPOINT: iam.url,
      GOOGLE_STORAGE_CUSTOM_ENDPOINT: storage.url,
      GOOGLE_PUBSUB_CUSTOM_ENDPOINT: pubsubUrl,
      GOOGLE_CLOUD_RUN_V2_CUSTOM_ENDPOINT: run.url,
      GOOGLE_CLOUD_SCHEDULER_CUSTOM_ENDPOINT: scheduler.url,
      ONMEMOS_EMULATED_SECRETS: places.secrets,
      ONMEMOS_PUSH_PROXY: proxyUrl,
    },
    settings: {
      PUBLIC_URL: publicGateway.url,
      ONMEMOS_PORTS_URL: `http://127.0.0.1:${running.state.ports[shell]}`,
      FIRESTORE_EMULATOR_HOST: google.firestoreHost,
      PUBSUB_EMULATOR_HOST: google.pubsubHost,
      STORAGE_EMULATOR_HOST: storage.url,
      IAM_API_URL: iam.url,
      RESOURCE_MANAGER_API_URL: iam.url,
      RUN_API_URL: run.url,
      ONMEMOS_CLOUD_RUN_IMAGE: sessionImageName,
    },
  }
}
