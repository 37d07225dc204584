import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleAgent } from '../../agent/bundle.ts'
import { planeFrom } from '../../functions/deps.ts'
import { jobs } from '../../functions/index.ts'
import { byOwnNames, type Environment, settingsFrom } from '../../functions/settings.ts'
import type { JobName } from '../../shared/contract/schedules.ts'
import type { Plane } from '../../shared/plane.ts'
import type { Log } from '../../shared/platform/log.ts'
import { pages } from '../../shell/pages.ts'
import { bundleTerminal } from '../../shell/web/bundle.ts'
import { openGateway } from '../gateway/gateway.ts'
import { openIam } from '../iam/server.ts'
import { onFreePort } from '../keeper/ports.ts'
import { type GoogleEmulators, startGoogleEmulators } from '../keeper/start.ts'
import { openKubernetes } from '../kubernetes/server.ts'
import { openIdentityProvider } from '../oidc/server.ts'
import { makeBucket } from '../storage/makeBucket.ts'
import { openStorage } from '../storage/server.ts'
import { endEverySession } from './curfew.ts'
import { findDocker } from './docker.ts'
import { type Keys, keysIn } from './keys.ts'
import { runDirectoryOf } from './places.ts'
import { savedSoon } from './saving.ts'
import { type Demo, demoUser } from './seed.ts'
import { wireJobs, wireWorkers } from './wiring.ts'

export interface LocalCloudOptions {
  readonly stateDirectory: string
  /** Forget what earlier runs left there. */
  readonly isFresh?: boolean
  /** A free one unless given. */
  readonly publicPort?: number | undefined
  readonly adminPort?: number | undefined
  readonly dispatch: 'direct' | 'pubsub'
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
  /** Where the Docker daemon is that runs `docker` sessions; null where there is none. */
  readonly dockerHost: string | null
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
  const { stateDirectory, isFresh = false, log, lost } = options
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
  const kubernetes = await openKubernetes(join(stateDirectory, 'kubernetes.json'), undefined, {
    directory: join(stateDirectory, 'kubernetes'),
  })
  undo.push(() => kubernetes.close())

  const publicUrl = `http://127.0.0.1:${publicPort}`
  const identity = options.withIdentityProvider
    ? await openIdentityProvider(`${publicUrl}/v1/signin/callback`)
    : null
  undo.push(() => identity?.close())

  const keys = keysIn(stateDirectory, options.env?.ONMEMOS_INTERNAL_API_KEY)
  const urls = {
    publicUrl,
    identityUrl: identity?.url ?? null,
    storageUrl: storage.url,
    iamUrl: iam.url,
    kubernetesUrl: kubernetes.url,
  }
  const dockerHost = await findDocker(options.env ?? {})
  const plane = await planeOn(google, keys, { ...urls, dockerHost }, options)
  undo.push(() => plane.db.terminate())
  undo.push(() => removeIfEmpty(runDirectoryOf(stateDirectory), plane))
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
  undo.push(() => plane.quiet())
  undo.push(() => endEverySession(plane))
  const scheduler = wireJobs(plane)
  undo.push(() => scheduler.stop())
  undo.push(() => publicFace.refuse())

  const demo = await demoUser(stateDirectory, adminFace.url, keys.adminKey)
  await google.save()
  return {
    publicUrl: publicFace.url,
    adminUrl: adminFace.url,
    adminKey: keys.adminKey,
    identityUrl: urls.identityUrl,
    demo,
    dockerHost,
    run: (name: JobName) => jobs[name].run(plane),
  }
}

interface Urls {
  readonly publicUrl: string
  readonly identityUrl: string | null
  readonly storageUrl: string
  readonly iamUrl: string
  readonly kubernetesUrl: string
  readonly dockerHost: string | null
}

async function planeOn(
  google: GoogleEmulators,
  keys: Keys,
  { publicUrl, identityUrl, storageUrl, iamUrl, kubernetesUrl, dockerHost }: Urls,
  { stateDirectory, dispatch, env = {}, log }: LocalCloudOptions,
): Promise<Plane> {
  const agentBundle = join(stateDirectory, 'agent.cjs')
  await Promise.all([bundleAgent(agentBundle), bundleTerminal(terminalAssetsIn(stateDirectory))])
  // Google's clients look for the emulators here.
  process.env.FIRESTORE_EMULATOR_HOST = google.firestoreHost
  process.env.PUBSUB_EMULATOR_HOST = google.pubsubHost
  process.env.METADATA_SERVER_DETECTION ??= 'none'
  return planeFrom(
    settingsFrom({
      AUTO_PROVISION_IDENTITY: 'true',
      // Nothing leaves this machine unless somebody names a mail server.
      ...(env.ONMEMOS_SMTP_URL ? {} : { ONMEMOS_MAIL_DIRECTORY: join(stateDirectory, 'mail') }),
      ...byOwnNames(env),
      ...(identityUrl && { ONMEMOS_OIDC_ISSUER: identityUrl, ONMEMOS_OIDC_CLIENT_ID: 'onmemos' }),
      PROJECT_ID: projectId,
      PUBLIC_URL: publicUrl,
      ONMEMOS_INTERNAL_API_KEY: keys.adminKey,
      ONMEMOS_SESSION_SECRET: keys.sessionSecret,
      ...(dockerHost ? { ONMEMOS_DOCKER_HOST: dockerHost } : {}),
      ONMEMOS_PLACEMENT: `local=local,cloud_run=local,gke=local,workstations=local${dockerHost ? ',docker=docker' : ''}`,
      ONMEMOS_DISPATCH: dispatch,
      ONMEMOS_RUN_DIRECTORY: runDirectoryOf(stateDirectory),
      ONMEMOS_AGENT_BUNDLE: agentBundle,
      ONMEMOS_ARCHIVE_BUCKET: archiveBucket,
      ONMEMOS_BUCKET_LOCATION: 'us-central1',
      STORAGE_EMULATOR_HOST: storageUrl,
      // Browsers and curl take any name under localhost for this machine.
      ONMEMOS_PORTS_URL: publicUrl.replace('127.0.0.1', '*.localhost'),
      ONMEMOS_KUBERNETES_URL: kubernetesUrl,
      ONMEMOS_WORKSPACE_ROLES: 'roles/logging.logWriter',
      IAM_API_URL: iamUrl,
      RESOURCE_MANAGER_API_URL: iamUrl,
      ONMEMOS_GOOGLE_CREDENTIALS: 'none',
    }),
    { log },
  )
}

const terminalAssetsIn = (stateDirectory: string) => join(stateDirectory, 'terminal')

/** A box that did not go is found again by the next start. */
async function removeIfEmpty(runDirectory: string, { providers }: Plane) {
  const boxes = await Promise.all(Object.values(providers).map((provider) => provider.list()))
  if (boxes.flat().length === 0) await rm(runDirectory, { recursive: true, force: true })
}
