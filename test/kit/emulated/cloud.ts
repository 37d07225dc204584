import { State as Iam } from '../../../emulators/iam/state.ts'
import { State as Kubernetes } from '../../../emulators/kubernetes/state.ts'
import { SteeredTime } from '../../../emulators/scheduler/time.ts'
import { jobs } from '../../../functions/index.ts'
import { tick } from '../../../functions/tick.ts'
import type { JobName } from '../../../shared/contract/schedules.ts'
import { transactors } from '../../../shared/firestore/transact.ts'
import type { Letter } from '../../../shared/mail/mail.ts'
import { carry } from '../../../shared/outbox/carry.ts'
import { passportCheck } from '../../../shared/passports/verify.ts'
import type { Plane } from '../../../shared/plane.ts'
import { type Clock, epochMs, instant } from '../../../shared/platform/clock.ts'
import { type Log, logTo } from '../../../shared/platform/log.ts'
import { vaultOf } from '../../../shared/platform/vault.ts'
import { waitingBoxes } from '../../../shared/pools/claim.ts'
import { priceBook } from '../../../shared/pricing/store.ts'
import { unconfigured } from '../../../shared/providers/unconfigured.ts'
import { sweepBatch } from '../../../shared/sessions/sweep.ts'
import { shippedTiers } from '../../../shared/tiers/tier.ts'
import { agentOver } from './agent.ts'
import { Boxes } from './boxes.ts'
import { Bucket, depotOver } from './bucket.ts'
import { bucketsOver, type Made } from './buckets.ts'
import { databaseOver } from './database.ts'
import { Documents } from './documents.ts'
import { identitiesOver } from './identities.ts'
import { calm, type Outside } from './outside.ts'
import { type Fate, Post } from './post.ts'
import { providerOver, refusingOver } from './provider.ts'
import { runSchedules } from './schedules.ts'

interface Process {
  /** What becomes of all it does outside itself. */
  readonly outside?: Outside
  readonly dispatch?: 'direct' | 'pubsub'
  /** How far its clock is off. */
  readonly skewMs?: () => number
}

interface Start {
  readonly fate?: Fate
  /** Which process a push or a schedule happens to reach. */
  readonly host?: () => Plane
  readonly logged?: (line: string) => void
}

/**
 * Everything that outlives a process of the control plane: Firestore, a backend with its boxes, a bucket, Pub/Sub
 * and the scheduler, all in memory and in emulated time. Processes come and go.
 */
export class EmulatedCloud {
  readonly time = new SteeredTime('2026-03-01T00:00:00.000Z')
  readonly documents = new Documents()
  readonly boxes = new Boxes(this.time)
  readonly iam = Iam.parse({})
  readonly kubernetes = Kubernetes.parse({})
  readonly mailed = new Map<string, Letter>()
  readonly bucket = new Bucket(this.time)
  readonly buckets: Made = new Map()
  readonly #logged: ((line: string) => void) | undefined
  readonly #post: Post
  readonly #host: () => Plane

  constructor({ fate = () => [0], host, logged }: Start = {}) {
    this.#logged = logged
    const calmPlane = this.process()
    this.#host = host ?? (() => calmPlane)
    this.#post = new Post(this.time, this.#host, fate)
  }

  /** A process that has just started: it remembers nothing of others before it. */
  process({ outside = calm, dispatch = 'pubsub', skewMs = () => 0 }: Process = {}): Plane {
    const db = databaseOver(this.documents, outside)
    const clock: Clock = { now: () => instant(epochMs(this.time.now()) + skewMs()) }
    const { transact, transactAll } = transactors(db)
    const tiers = async () => shippedTiers
    const plane: Plane = {
      version: 'emulated',
      publicUrl: 'http://public.test',
      db,
      clock,
      log: this.#logged ? logTo(this.#logged) : silent,
      transact,
      transactAll,
      prices: priceBook(db, transact),
      waiting: waitingBoxes(db, clock),
      quiet: async () => undefined,
      ticketKey: new Uint8Array(32),
      commandRetentionSeconds: 2_592_000,
      ports: { url: 'http://public.test', key: new Uint8Array(32) },
      vault: vaultOf(new Uint8Array(32)),
      identities: identitiesOver(this.iam, this.kubernetes, outside),
      buckets: bucketsOver(this.buckets, outside),
      mailer: {
        send: (letter, id) => outside(`mail ${id}`, () => void this.mailed.set(id, letter)),
      },
      oidc: null,
      tokenKeys: { issuer: 'http://public.test', keys: [{ id: 'one', key: new Uint8Array(32) }] },
      takesQueryKeys: false,
      trustedProxies: 0,
      quoteKey: new Uint8Array(32),
      publish: (line) => outside(`publish to ${line.topic}`, () => this.#post.publish(line)),
      direct: dispatch === 'direct' ? (line) => carry(plane, line) : null,
      fanOut: (batch) =>
        outside('fan out', () => {
          this.time.at(this.time.now(), async () => void (await sweepBatch(this.#host(), batch)))
        }),
      providers: {
        local: providerOver(this.boxes, outside),
        docker: refusingOver(outside),
        cloud_run: unconfigured('cloud_run', 'it is not emulated'),
        gke: unconfigured('gke', 'it is not emulated'),
      },
      placement: { local: 'local', cloud_run: 'local', gke: 'local', workstations: 'local' },
      autoPolicy: 'frugal',
      depot: depotOver(this.bucket, outside),
      payments: { stripe: null },
      tiers,
      takeTurn: async () => null,
      verify: passportCheck({ db, tiers }, clock, () => undefined),
      flag: async () => true,
      adminOf: async () => undefined,
      agentKey: (sessionId) => `key of ${sessionId}`,
      agent: (_, sessionId) => agentOver(this.boxes, outside, sessionId),
    }
    return plane
  }

  /** The schedules run from now on, each at its time. */
  runSchedules = () =>
    runSchedules(this.time, async (name) => {
      const job = jobNamed(name)
      return tick(job, jobs[job], this.#host())
    })

  /** Time passes, and what falls due in it happens, in order. */
  async advance({ minutes = 0, seconds = 0 }: { minutes?: number; seconds?: number }) {
    await quiet()
    await this.time.advance(minutes * 60 + seconds, { waits: false })
    await quiet()
  }
}

/** An error's stack is only worked out where someone reads it. */
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** All that needs no time to go on has gone on. */
const quiet = () => new Promise<void>((resolve) => setImmediate(resolve))

function jobNamed(name: string): JobName {
  const found = Object.keys(jobs).find((job): job is JobName => job === name)
  if (!found) throw new Error(`no job ${name}`)
  return found
}
