import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { schedules } from '../../shared/contract/schedules.ts'
import { jobFunction, workerFunction } from '../../shared/contract/spellings.ts'
import { subscriptions } from '../../shared/contract/topics.ts'
import type { Log } from '../../shared/platform/log.ts'
import { host } from '../../shared/providers/local/host.ts'
import { openIam } from '../iam/server.ts'
import { onFreePort } from '../keeper/ports.ts'
import { startGoogleEmulators } from '../keeper/start.ts'
import { callers } from '../kit/callers.ts'
import { openMetadata } from '../metadata/server.ts'
import { openPushProxy } from '../pubsub/proxy.ts'
import type { PushCounts } from '../pubsub/push.ts'
import { openRun } from '../run/server.ts'
import { sessionImage } from '../run/serving/images.ts'
import { openScheduler } from '../scheduler/server.ts'
import { openStorage } from '../storage/server.ts'
import { Store } from '../terraform/store.ts'
import { openApiGateway } from './gateway.ts'
import { addressOf } from './services.ts'

export interface ProjectOptions {
  readonly projectId: string
  readonly deployment: string
  /** For all it keeps. */
  readonly directory: string
  /** For what runs: short, since sockets are in it. */
  readonly runDirectory: string
  /** The control plane's image by its name, and the folder that `npm run image` made of it. */
  readonly image: { readonly name: string; readonly folder: string }
  readonly log: Log
  readonly lost: (why: string) => void
}

export interface Project {
  readonly publicUrl: string
  readonly adminUrl: string
  /** Cloud Scheduler's API. */
  readonly schedulerUrl: string
  /** What became of the messages of a subscription. */
  pushed(subscription: string): PushCounts
  /** What Terraform applied. */
  readonly store: Store
  /** What Terraform's providers need to make things here. */
  readonly env: Readonly<Record<string, string>>
  /** Settings by which what is deployed here finds the emulators. */
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** An empty Google Cloud project on this machine, into which Terraform deploys. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const { projectId, deployment, directory, runDirectory, image, log, lost } = options
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const opened = async <T extends { close(): unknown }>(opening: Promise<T>): Promise<T> => {
    const part = await opening
    undo.push(() => part.close())
    return part
  }
  try {
    const google = await startGoogleEmulators({
      projectId,
      stateDirectory: directory,
      isFresh: true,
      log,
      lost,
    })
    undo.push(() => google.stop())
    const store = new Store(join(directory, 'applied'))
    const storage = await opened(openStorage(join(directory, 'storage')))
    const iam = await opened(openIam())
    const email = (name: string) => `${deployment}-${name}@${projectId}.iam.gserviceaccount.com`
    const metadata = await opened(openMetadata({ projectId, email: email('functions') }))
    const calling = callers()
    const run = await opened(
      openRun({
        directory: runDirectory,
        images: {
          [image.name]: {
            command: [host().node?.path ?? process.execPath, join(image.folder, 'index.js')],
            reads: [image.folder],
            network: 'machine',
          },
          [sessionImageName]: sessionImage(join(image.folder, 'agent/agent.cjs')),
        },
        whoIs: async (token, audience) =>
          (await calling.whoIs(token, audience)) ?? metadata.whoIs(token, audience),
        // Every container asks one metadata server, so all are one caller here.
        invokers: [`serviceAccount:${metadata.email}`],
        port: await onFreePort(undefined, async (port) => port),
        idleMs: 10_000,
        patienceMs: 60_000,
      }),
    )
    const deliver = async (name: string, envelope: object) => {
      const address = addressOf(store, `${deployment}-${name}`)
      if (!address) return 503
      const answer = await fetch(address, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await calling.tokenFor(email('pushes'), address)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(envelope),
      })
      return answer.status
    }
    const proxy = await opened(
      openPushProxy({ deliver, subscriptions: pushes, audience: (name) => name }),
    )
    const publicGateway = await opened(openApiGateway('public', store, calling))
    const adminGateway = await opened(openApiGateway('admin', store, calling))
    const pubsubUrl = `http://${google.pubsubHost}`
    const { tokenFor } = calling
    const scheduler = await opened(openScheduler({ tokenFor, pubsubUrl }))
    return {
      publicUrl: publicGateway.url,
      adminUrl: adminGateway.url,
      schedulerUrl: scheduler.url,
      pushed: proxy.counts,
      store,
      env: {
        GOOGLE_IAM_CUSTOM_ENDPOINT: iam.url,
        GOOGLE_STORAGE_CUSTOM_ENDPOINT: storage.url,
        GOOGLE_PUBSUB_CUSTOM_ENDPOINT: pubsubUrl,
        GOOGLE_CLOUD_RUN_V2_CUSTOM_ENDPOINT: run.url,
        GOOGLE_CLOUD_SCHEDULER_CUSTOM_ENDPOINT: scheduler.url,
        ONMEMOS_EMULATED_SECRETS: join(directory, 'secrets'),
        ONMEMOS_PUSH_PROXY: proxy.endpoint('').replace(/\/push\/$/, ''),
      },
      settings: {
        PUBLIC_URL: publicGateway.url,
        FIRESTORE_EMULATOR_HOST: google.firestoreHost,
        PUBSUB_EMULATOR_HOST: google.pubsubHost,
        STORAGE_EMULATOR_HOST: storage.url,
        IAM_API_URL: iam.url,
        RESOURCE_MANAGER_API_URL: iam.url,
        RUN_API_URL: run.url,
        ONMEMOS_CLOUD_RUN_IMAGE: sessionImageName,
        ONMEMOS_GOOGLE_CREDENTIALS: 'none',
        GCE_METADATA_HOST: new URL(metadata.url).host,
        METADATA_SERVER_DETECTION: 'assume-present',
      },
      close,
    }
  } catch (cause) {
    await close()
    throw cause
  }
}

const sessionImageName = 'us-docker.pkg.dev/onmemos/session'

const line = {
  ackDeadlineSeconds: 60,
  deliveriesMax: 8,
  backoffSecondsMin: 1,
  backoffSecondsMax: 60,
}

/** What is pushed to which function, and which of a topic's messages. */
const pushes = {
  ...Object.fromEntries(
    Object.entries(subscriptions).map(([name, it]) => [
      name,
      { ...it, worker: workerFunction(it.worker) },
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(schedules).map((job) => [
      jobFunction(job),
      { ...line, topic: 'ticks', filter: {}, worker: jobFunction(job) },
    ]),
  ),
}
