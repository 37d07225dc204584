import type { Size } from '../../../agent/terminals/terminal.ts'
import { createGroups, groupDirectories } from '../../../shared/providers/local/cgroups/create.ts'
import { oomKills } from '../../../shared/providers/local/cgroups/oom.ts'
import { removeGroups } from '../../../shared/providers/local/cgroups/remove.ts'
import { stamp } from '../cluster.ts'
import type { Around } from './around.ts'
import { askOnce } from './ask.ts'
import { enterContainer, type Made, makeContainer, type Plan } from './container.ts'
import { environmentOf, expanded } from './environment.ts'
import { NotYet } from './fields.ts'
import { filesystemOf, makeSubPaths } from './filesystem.ts'
import { type Image, programOf } from './images.ts'
import { ContainerLog } from './log.ts'
import { firstMax, lastWordsIn, type Phase, reasonOf, type Terminated } from './outcome.ts'
import { placesOf } from './places.ts'
import { watchHealth } from './probes.ts'
import type { Hear, Running } from './process.ts'
import { boundsOf } from './resources.ts'
import type { Container } from './spec.ts'
import { whenStarved } from './starved.ts'
import { userOf } from './user.ts'

/** One container of a pod, from its first process to the last that it is restarted with. */
export class Life {
  readonly container: Container
  readonly log: ContainerLog
  phase: Phase = { waiting: { reason: 'PodInitializing' } }
  before: Phase | undefined
  restarts = 0
  isReady = false
  #made: (Made & { readonly plan: Plan }) | undefined
  readonly #around: Around
  readonly #places: ReturnType<typeof placesOf>

  constructor(container: Container, around: Around) {
    this.container = container
    this.#around = around
    this.#places = placesOf(around.directory, around.pod().metadata.uid)
    this.log = new ContainerLog(this.#places.log(container.name), around.cluster.time)
  }

  /** Settles when it has ended for good. */
  async live(restarts: 'Always' | 'OnFailure' | 'Never'): Promise<Terminated | undefined> {
    for (let failures = 0; !this.#around.isEnding(); ) {
      const image = await this.#pull()
      const plan = image && (await this.#plan(image))
      if (!plan) return undefined
      const ended = await this.#run(plan)
      if (this.#around.isEnding() || restarts === 'Never') return ended
      if (restarts === 'OnFailure' && ended.exitCode === 0) return ended
      await this.#backOff(ended, failures)
      failures += 1
    }
    return undefined
  }

  /** Asks it to end, and ends it when its time is over. */
  async end(graceSeconds: number): Promise<void> {
    const made = this.#made
    if (!made) return
    const { cluster, wait } = this.#around
    const before = this.container.lifecycle?.preStop?.exec?.command
    if (before && graceSeconds > 0) await this.exec(before, { hasStdin: false }).exited
    if (graceSeconds > 0) made.signal('SIGTERM')
    const late = cluster.time.at(wait.until(graceSeconds), () => made.signal('SIGKILL'))
    if (graceSeconds <= 0) made.signal('SIGKILL')
    await made.exited
    late()
  }

  kill(): void {
    this.#made?.signal('SIGKILL')
  }

  /** Another program beside it. Nothing where it does not run. */
  exec(
    program: readonly string[],
    streams: {
      readonly hasStdin: boolean
      readonly terminal?: Size | null
      readonly hear?: Hear
    },
  ): Running {
    const made = this.#made
    if (!made) throw new NotRunning(this.container.name)
    const { hasStdin, terminal = null, hear = () => {} } = streams
    return enterContainer(made, program, { hasStdin, terminal, hear })
  }

  /** Its own streams, for who attaches to it. */
  get running(): Running | undefined {
    return this.#made?.running
  }

  async #pull(): Promise<Image | undefined> {
    const { image: name } = this.container
    for (let tries = 0; !this.#around.isEnding(); tries += 1) {
      const image = this.#around.images.pulled(name)
      if (image) return image
      const message = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": not found`
      this.#say({ waiting: { reason: 'ErrImagePull', message } })
      this.#around.happened('Warning', 'Failed', `Failed to pull image "${name}": ${message}`)
      await this.#around.wait(pullSeconds)
      const backing = `Back-off pulling image "${name}"`
      this.#say({ waiting: { reason: 'ImagePullBackOff', message: backing } })
      await this.#around.wait(backOffSeconds(tries))
    }
    return undefined
  }

  /** What it needs may not be there yet; then it waits for that. */
  async #plan(image: Image): Promise<Plan | undefined> {
    while (!this.#around.isEnding()) {
      try {
        return await this.#planned(image)
      } catch (cause) {
        const { message } = Object(cause)
        const reason = cause instanceof NotYet ? cause.reason : 'CreateContainerError'
        this.#say({ waiting: { reason, message: String(message) } })
        this.#around.happened('Warning', 'Failed', `Error: ${message}`)
        await this.#around.wait(retrySeconds)
      }
    }
    return undefined
  }

  async #planned(image: Image): Promise<Plan> {
    const { cluster, directory, sandbox, volumes, ip, pod: read } = this.#around
    const [pod, container] = [read(), this.container]
    const user = userOf(pod, container)
    await makeSubPaths(container, volumes)
    const env = environmentOf(cluster, pod, container)
    const name = `onmemos-pod-${pod.metadata.uid}-${container.name}`
    return {
      sandbox,
      cgroups: groupDirectories(name),
      groupName: name,
      mounts: await filesystemOf(pod, container, { directory, image, volumes, ip }),
      program: programOf(image, container).map((word) => expanded(word, env)),
      env,
      cwd: container.workingDir || '/',
      user,
      isRootReadOnly: container.securityContext.readOnlyRootFilesystem ?? false,
    }
  }

  async #run(plan: Plan): Promise<Terminated> {
    const { cluster, happened } = this.#around
    const { name, stdin, tty } = this.container
    const groups = await createGroups(plan.groupName, boundsOf(this.container))
    const startedAt = stamp(cluster)
    let first = ''
    const hear: Hear = (stream, bytes) => {
      if (first.length < firstMax) first += bytes.toString()
      this.log.hear(stream, bytes)
    }
    this.log.begin()
    const terminal = tty ? { cols: 80, rows: 24 } : null
    const made = await makeContainer(
      { ...plan, cgroups: groups.directories },
      { hasStdin: stdin, terminal, hear },
    )
    this.#made = { ...made, plan: { ...plan, cgroups: groups.directories } }
    if (this.#around.isEnding()) made.signal('SIGKILL')
    happened('Normal', 'Started', `Started container ${name}`)
    this.#say({ running: { startedAt } })
    const watches = [
      this.#watchHealth(),
      whenStarved(groups.directories, () => made.signal('SIGKILL')),
    ]
    const exit = await made.exited
    for (const stop of watches) stop()
    this.#made = undefined
    this.log.end()
    const wasStarved = (await oomKills(groups.directories)) > 0
    await removeGroups(groups.directories)
    const terminated = {
      ...reasonOf(exit, wasStarved, first, plan.program[0] ?? ''),
      ...lastWordsIn(this.#places.terminationLog(name)),
      startedAt,
      finishedAt: stamp(cluster),
    }
    this.#say({ terminated })
    return terminated
  }

  #watchHealth(): () => void {
    const { cluster, dial, happened, pod } = this.#around
    const run = async (program: readonly string[]) =>
      (await this.exec(program, { hasStdin: false }).exited).code
    return watchHealth(this.container, {
      time: cluster.time,
      ask: (probe) => askOnce(this.container, probe, { run, dial }),
      ready: (isReady) => this.#say(this.phase, isReady),
      ill: (which) => {
        const { name } = this.container
        happened('Warning', 'Unhealthy', `${which} probe failed`)
        happened('Normal', 'Killing', `Container ${name} failed its probe, and is ended`)
        void this.end(pod().spec.terminationGracePeriodSeconds)
      },
    })
  }

  async #backOff(ended: Terminated, failures: number) {
    this.before = { terminated: ended }
    this.restarts += 1
    if (failures > 0) {
      const seconds = backOffSeconds(failures - 1)
      const message = `back-off ${seconds}s restarting failed container=${this.container.name}`
      this.#say({ waiting: { reason: 'CrashLoopBackOff', message } })
      this.#around.happened('Warning', 'BackOff', `Back-off restarting failed container`)
      await this.#around.wait(seconds)
    }
  }

  #say(phase: Phase, isReady = false) {
    this.phase = phase
    this.isReady = isReady
    this.#around.report()
  }
}

/** It ended before, or did not start yet. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning'

  constructor(container: string) {
    super(`container not found ("${container}")`)
  }
}

const backOffSeconds = (times: number) => Math.min(300, 10 * 2 ** times)
const retrySeconds = 2
const pullSeconds = 1
