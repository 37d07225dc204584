import { randomInt } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Instant } from '../../../shared/platform/clock.ts'
import { type Cluster, inWholeSeconds } from '../cluster.ts'
import { kindNamed } from '../kinds.ts'
import { get } from '../objects/get.ts'
import { settled } from '../objects/remove.ts'
import type { Stored } from '../state.ts'
import type { Change } from '../store.ts'
import { Images } from './images.ts'
import { claimFolder } from './places.ts'
import { PodRun } from './run.ts'
import { podOf } from './spec.ts'
import type { Sources } from './volumes.ts'

export interface MachineOptions {
  readonly cluster: Cluster
  /** Where pods and claims keep their files. */
  readonly directory: string
  readonly images?: Images
  readonly sources: Sources
  /** Whether this machine reaches pods at their addresses; otherwise they are of a network that is nowhere. */
  readonly reachesPods?: boolean
}

/** The one machine of the cluster: it runs every pod there is, as processes of this machine. */
export class Machine {
  readonly images: Images
  /** While it is, what is new waits to be scheduled. */
  isFull = false
  readonly #sources: Sources
  readonly #cluster: Cluster
  readonly #directory: string
  readonly #runs = new Map<string, PodRun>()
  readonly #endings = new Set<Promise<unknown>>()
  readonly #reachesPods: boolean
  readonly #network: string
  #pods = 0
  #unlisten = () => {}

  constructor({
    cluster,
    directory,
    sources,
    images = new Images(),
    reachesPods = false,
  }: MachineOptions) {
    this.#sources = sources
    this.#cluster = cluster
    this.#directory = directory
    this.images = images
    this.#reachesPods = reachesPods
    // The loopback has sixteen million addresses: clusters beside each other take different ones.
    this.#network = reachesPods ? `127.${randomInt(1, 255)}` : '10.244'
  }

  /** Runs what is there and whatever comes. */
  open(): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
    this.#unlisten = this.#cluster.store.listen((change) => this.#hear(change))
    for (const pod of this.#cluster.store.all({ kind: podKind, namespace: '' })) this.#find(pod)
  }

  /** Ends every process; what is on record stays as it was when the machine lost its power. */
  async close(): Promise<void> {
    this.#unlisten()
    await Promise.all([...this.#runs.values()].map((run) => run.halt()))
    await Promise.all(this.#endings)
    this.#runs.clear()
    await rm(`${this.#directory}/pods`, { recursive: true, force: true })
  }

  run(uid: string): PodRun | undefined {
    return this.#runs.get(uid)
  }

  /** Ends a pod as a machine does that needs its room, or is lost with it. */
  async fail(
    { namespace, name }: { readonly namespace: string; readonly name: string },
    why: { readonly reason: string; readonly message: string },
  ): Promise<void> {
    const pod = get(this.#cluster, { kind: podKind, namespace }, name)
    await this.#runs.get(pod.metadata.uid)?.end(0, { phase: 'Failed', ...why })
  }

  /**
   * The node under a pod is gone: its processes end and nobody says so. The cluster goes on saying that they run, of a pod
   * that was to be gone by `dueAt`, until somebody deletes it by force.
   */
  async lose(
    { namespace, name }: { readonly namespace: string; readonly name: string },
    dueAt: Instant,
  ): Promise<void> {
    const pod = get(this.#cluster, { kind: podKind, namespace }, name)
    await this.#runs.get(pod.metadata.uid)?.halt()
    const deletionTimestamp = inWholeSeconds(dueAt)
    const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: 30 }
    this.#cluster.store.put(podKind, { ...pod, metadata })
  }

  #hear({ type, kind, object }: Change): void {
    if (kind.kind === 'PersistentVolumeClaim' && type === 'DELETED') {
      this.#ends(
        rm(claimFolder(this.#directory, object.metadata.uid), { recursive: true, force: true }),
      )
    }
    if (kind !== podKind) return
    const run = this.#runs.get(object.metadata.uid)
    if (type === 'ADDED') this.#start(object)
    if (type === 'MODIFIED') run?.changed(object)
    if (type === 'DELETED' && run) {
      this.#runs.delete(object.metadata.uid)
      this.#ends(run.end(0).then(() => run.forget()))
    }
  }

  /** A pod of before a restart: its processes are gone. It begins again only if it is one that would. */
  #find(pod: Stored): void {
    const { metadata, spec, status } = podOf(pod)
    if (metadata.deletionTimestamp !== undefined) {
      const free = { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 } }
      settled(this.#cluster, podKind, this.#cluster.store.put(podKind, free))
    } else if (status.phase === 'Succeeded' || status.phase === 'Failed') return
    else if (status.startTime === undefined || spec.restartPolicy !== 'Never') this.#start(pod)
    else {
      const message = 'The container could not be located when the pod was terminated'
      const lost = { phase: 'Failed', reason: 'ContainerStatusUnknown', message }
      this.#cluster.store.put(podKind, { ...pod, status: { ...status, ...lost } })
    }
  }

  #start(pod: Stored): void {
    this.#pods += 1
    const ip = `${this.#network}.${(this.#pods >> 8) & 255}.${this.#pods & 255}`
    const { uid } = pod.metadata
    const ground = {
      cluster: this.#cluster,
      directory: this.#directory,
      images: this.images,
      sources: this.#sources,
      ip,
      isReachable: this.#reachesPods,
      hasRoom: () => !this.isFull,
    }
    this.#runs.set(uid, new PodRun(pod, ground))
  }

  #ends(ending: Promise<unknown>): void {
    const done = ending.catch(() => undefined).finally(() => this.#endings.delete(done))
    this.#endings.add(done)
  }
}

const podKind = kindNamed('Pod')
