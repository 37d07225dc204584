import { rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { type Cluster, stamp } from '../cluster.ts'
import { record } from '../events.ts'
import { kindNamed } from '../kinds.ts'
import { settled } from '../objects/remove.ts'
import type { Stored } from '../state.ts'
import type { Around } from './around.ts'
import { NotYet } from './fields.ts'
import { type Housing, openHousing } from './housing.ts'
import type { Images } from './images.ts'
import { Life } from './life.ts'
import { placesOf } from './places.ts'
import { type Pod, podOf } from './spec.ts'
import { type Facts, statusOfPod } from './status.ts'
import { type Sources, volumesOf } from './volumes.ts'
import { Waits } from './waits.ts'

export interface Ground {
  readonly cluster: Cluster
  readonly directory: string
  readonly images: Images
  readonly sources: Sources
  readonly ip: string
  /** Whether this machine reaches it there. */
  readonly isReachable: boolean
  /** Whether there is room for another pod. */
  hasRoom(): boolean
}

type End = NonNullable<Facts['end']>

/** A pod on its machine, from the first volume to the end of its last process. */
export class PodRun {
  readonly uid: string
  readonly #ground: Ground
  readonly #place: { readonly namespace: string; readonly name: string }
  #startTime: string
  readonly #waits: Waits
  #known: Stored
  #inits: readonly Life[] = []
  #mains: readonly Life[] = []
  #housing: Housing | undefined
  #closing: Promise<void> | undefined
  #isInitialized = false
  #ending: Promise<void> | undefined
  #over: End | undefined
  #deadline = () => {}
  #isHalted = false
  readonly #lived: Promise<void>

  constructor(object: Stored, ground: Ground) {
    const { metadata } = podOf(object)
    this.uid = metadata.uid
    this.#known = object
    this.#place = { namespace: metadata.namespace, name: metadata.name }
    this.#ground = ground
    this.#startTime = stamp(ground.cluster)
    this.#waits = new Waits(ground.cluster.time, () => Boolean(this.#ending || this.#over))
    this.#lived = this.#live().catch((cause) => this.#broke(cause))
  }

  /** Its deadline may have come nearer. */
  changed(object: Stored): void {
    this.#known = object
    this.#watchDeadline()
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata
    if (deletionTimestamp !== undefined) void this.end(deletionGracePeriodSeconds)
  }

  /** Ends its processes. It keeps what it ended with, unless it was deleted: then it goes. */
  async end(graceSeconds: number, why?: End): Promise<void> {
    this.#over ??= why
    this.#ending ??= this.#stop(graceSeconds)
    if (graceSeconds <= 0) for (const life of this.#lives) life.kill()
    await this.#ending
    await this.#lived
    this.#deadline()
    await this.#endHousing()
    this.#report()
    this.#settle()
  }

  /** The machine stops: its processes end, and nobody is told. */
  async halt(): Promise<void> {
    this.#isHalted = true
    await this.end(0)
  }

  life(container: string | undefined): Life | undefined {
    if (!container) return this.#mains[0]
    return this.#lives.find((life) => life.container.name === container)
  }

  /** A connection to a port of the pod. */
  async dial(port: number): Promise<Socket> {
    if (!this.#housing) throw new Error('the pod is not running')
    return this.#housing.dial(port)
  }

  async forget(): Promise<void> {
    const { pod } = placesOf(this.#ground.directory, this.uid)
    await rm(pod, { recursive: true, force: true })
  }

  get #lives(): readonly Life[] {
    return [...this.#inits, ...this.#mains]
  }

  async #live(): Promise<void> {
    const around = await this.#surroundings()
    if (!around) return
    const { spec } = around.pod()
    this.#inits = spec.initContainers.map((container) => new Life(container, around))
    this.#mains = spec.containers.map((container) => new Life(container, around))
    this.#report()
    if (!(await this.#initialised(spec.restartPolicy))) return
    for (const life of this.#mains) life.phase = { waiting: { reason: 'ContainerCreating' } }
    this.#isInitialized = true
    const ends = await Promise.all(this.#mains.map((life) => life.live(spec.restartPolicy)))
    this.#over ??= ends.every((end) => end?.exitCode === 0)
      ? { phase: 'Succeeded' }
      : { phase: 'Failed' }
    await this.#endSidecars()
    this.#deadline()
    if (this.#ending) return
    await this.#endHousing()
    this.#report()
  }

  /** One after the other; those that go on for ever are not waited for. */
  async #initialised(restarts: Pod['spec']['restartPolicy']): Promise<boolean> {
    for (const life of this.#inits) {
      if (life.container.restartPolicy === 'Always') {
        void life.live('Always')
        continue
      }
      const end = await life.live(restarts === 'Never' ? 'Never' : 'OnFailure')
      if (end?.exitCode === 0) continue
      if (!this.#ending) {
        this.#over ??= { phase: 'Failed' }
        await this.#endSidecars()
        await this.#endHousing()
        this.#report()
      }
      return false
    }
    return !this.#ending
  }

  async #endSidecars() {
    if (this.#ending) return
    this.#waits.wake()
    const { terminationGracePeriodSeconds } = podOf(this.#known).spec
    await Promise.all(this.#inits.map((life) => life.end(terminationGracePeriodSeconds)))
  }

  async #surroundings(): Promise<Around | undefined> {
    const { cluster, directory, images, sources, ip, isReachable } = this.#ground
    await this.#scheduled()
    while (!this.#ending) {
      try {
        const volumes = await volumesOf(cluster, podOf(this.#known), { directory, sources })
        const { door } = placesOf(directory, this.uid)
        this.#housing = await openHousing(podOf(this.#known), { ip, isReachable, door })
        return {
          cluster,
          directory,
          images,
          ip,
          volumes,
          sandbox: this.#housing.sandbox,
          dial: (port) => this.dial(port),
          pod: () => podOf(this.#known),
          isEnding: () => this.#ending !== undefined || this.#over !== undefined,
          wait: this.#waits.wait,
          report: () => this.#report(),
          happened: (type, reason, message) => this.#happened(type, reason, message),
        }
      } catch (cause) {
        if (!(cause instanceof NotYet)) throw cause
        this.#happened('Warning', 'FailedMount', cause.message)
        await this.#waits.wait(retrySeconds)
      }
    }
    return undefined
  }

  async #endHousing() {
    this.#closing ??= this.#housing?.close()
    await this.#closing
    this.#housing = undefined
  }

  async #scheduled() {
    const { cluster, hasRoom } = this.#ground
    const message = '0/1 nodes are available: 1 Insufficient cpu.'
    while (!this.#ending && !hasRoom()) {
      const now = this.#stored()
      const why = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
      const conditions = [{ ...why, lastTransitionTime: stamp(cluster) }]
      if (now && !Object(now.status).conditions) {
        cluster.store.put(podKind, { ...now, status: { ...Object(now.status), conditions } })
        this.#happened('Warning', 'FailedScheduling', message)
      }
      await this.#waits.wait(retrySeconds)
    }
    this.#startTime = stamp(cluster)
    this.#watchDeadline()
  }

  async #stop(graceSeconds: number) {
    this.#waits.wake()
    await Promise.all(this.#lives.map((life) => life.end(graceSeconds)))
  }

  #watchDeadline() {
    const { activeDeadlineSeconds } = podOf(this.#known).spec
    this.#deadline()
    if (activeDeadlineSeconds === undefined || this.#over) return
    const due = plusSeconds(this.#startTime, activeDeadlineSeconds)
    this.#deadline = this.#ground.cluster.time.at(due, () =>
      this.end(podOf(this.#known).spec.terminationGracePeriodSeconds, {
        phase: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'Pod was active on the node longer than the specified deadline',
      }),
    )
  }

  #report() {
    const { cluster, ip } = this.#ground
    const now = this.#stored()
    if (!now) return
    const lives = { inits: this.#inits, mains: this.#mains }
    const status = statusOfPod(now, lives, {
      ip: this.#housing ? ip : undefined,
      startTime: this.#startTime,
      isInitialized: this.#isInitialized,
      end: this.#over,
      now: stamp(cluster),
    })
    cluster.store.put(podKind, { ...now, status })
  }

  /** The last thing a machine does for a pod that was deleted is to let it go. */
  #settle() {
    const { cluster } = this.#ground
    const now = this.#stored()
    if (now?.metadata.deletionTimestamp === undefined) return
    const free = { ...now, metadata: { ...now.metadata, deletionGracePeriodSeconds: 0 } }
    settled(cluster, podKind, cluster.store.put(podKind, free))
  }

  /** One of the same name that was made since is another. */
  #stored(): Stored | undefined {
    if (this.#isHalted) return undefined
    const { namespace, name } = this.#place
    const found = this.#ground.cluster.store.get({ kind: podKind, namespace }, name)
    return found?.metadata.uid === this.uid ? found : undefined
  }

  #happened(type: 'Normal' | 'Warning', reason: string, message: string) {
    const now = this.#stored()
    if (now) record(this.#ground.cluster, now, { type, reason, message })
  }

  #broke(cause: unknown) {
    this.#over = { phase: 'Failed', reason: 'FailedCreatePodSandBox', message: String(cause) }
    this.#report()
  }
}

const podKind = kindNamed('Pod')
const retrySeconds = 2
