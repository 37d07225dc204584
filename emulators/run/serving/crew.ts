import type { Revision } from '../state.ts'
import type { Images } from './images.ts'
import { type Instance, newInstance } from './instance.ts'

export interface CrewOptions {
  readonly directory: string
  readonly images: Images
  /** The port that an instance is told to listen on. */
  readonly port: () => Promise<number>
  /** How long an instance without requests is kept. */
  readonly idleMs: number
  /** How long a request waits for an instance. */
  readonly patienceMs: number
  /** What its containers find in their environment because of where they run. */
  readonly surroundings: () => Promise<Readonly<Record<string, string>>>
  /** Takes its turn to start one: a machine that starts many at once starts none in time. */
  readonly inTurn: <T>(start: () => Promise<T>) => Promise<T>
}

/** The instances of one revision: none while nobody asks, more while more ask than one serves, never too many. */
export class Crew {
  readonly revision: Revision
  readonly #options: CrewOptions
  readonly #instances = new Set<Instance>()
  readonly #waiting = new Set<() => void>()
  #starting = 0
  #isOver = false
  readonly #looks: NodeJS.Timeout

  constructor(revision: Revision, options: CrewOptions) {
    this.revision = revision
    this.#options = options
    this.#looks = setInterval(() => this.#shrink(), Math.max(50, options.idleMs / 4))
    this.#looks.unref()
  }

  get instances(): readonly Instance[] {
    return [...this.#instances]
  }

  /** Starts the first, to see whether the revision is well. Answers why it is not. */
  async begin(): Promise<string | undefined> {
    const begun = await this.#start()
    return typeof begun === 'string' ? begun : undefined
  }

  /** An instance with room for one more request, which is counted; a fault's words, or nothing, where none is to be had. */
  async take(): Promise<Instance | string | undefined> {
    const late = performance.now() + this.#options.patienceMs
    while (!this.#isOver && performance.now() < late) {
      const free = this.instances.find(
        ({ requests, isLeaving }) => !isLeaving && requests < this.#requestsMax,
      )
      if (free) {
        free.requests += 1
        return free
      }
      const serving = this.instances.filter(({ isLeaving }) => !isLeaving)
      if (serving.length + this.#starting < this.#instancesMax) {
        const begun = await this.#start()
        if (typeof begun === 'string') return begun
      } else await this.#news(late - performance.now())
    }
    return undefined
  }

  free(instance: Instance): void {
    instance.requests -= 1
    instance.usedAtMs = performance.now()
    this.#tell()
  }

  /** Google takes instances away when it pleases: SIGTERM, and ten seconds later the end. */
  async dismiss(instance: Instance, graceMs = 10_000): Promise<void> {
    instance.isLeaving = true
    await instance.sandbox.stop(graceMs)
    this.#instances.delete(instance)
    this.#tell()
  }

  async end(): Promise<void> {
    this.#isOver = true
    clearInterval(this.#looks)
    this.#tell()
    await Promise.all(this.instances.map((instance) => this.dismiss(instance, 0)))
  }

  async #start(): Promise<Instance | string> {
    this.#starting += 1
    try {
      const { directory, images, inTurn, port, surroundings } = this.#options
      const begun = await inTurn(async () =>
        this.#isOver
          ? deleted
          : newInstance(directory, images, this.revision, await port(), await surroundings()),
      )
      if (typeof begun === 'string') return begun
      if (this.#isOver) {
        await begun.sandbox.stop(0)
        return deleted
      }
      this.#instances.add(begun)
      void begun.sandbox.exited.then(() => this.#left(begun))
      return begun
    } finally {
      this.#starting -= 1
      this.#tell()
    }
  }

  /** It ended by itself. */
  async #left(instance: Instance): Promise<void> {
    if (!instance.isLeaving) await this.dismiss(instance, 0)
  }

  #shrink(): void {
    const { minInstanceCount = 0 } = this.revision.template.scaling ?? {}
    const idle = this.instances.filter(
      ({ requests, usedAtMs, isLeaving }) =>
        !isLeaving && requests === 0 && performance.now() - usedAtMs > this.#options.idleMs,
    )
    const spare = Math.max(0, this.#instances.size - minInstanceCount)
    for (const instance of idle.slice(0, spare)) void this.dismiss(instance)
  }

  /** 80 where a container may take several at once; Google's default. */
  get #requestsMax(): number {
    return this.revision.template.maxInstanceRequestConcurrency || 80
  }

  get #instancesMax(): number {
    return this.revision.template.scaling?.maxInstanceCount || 100
  }

  #news(withinMs: number): Promise<void> {
    return new Promise((heard) => {
      const done = () => {
        clearTimeout(late)
        this.#waiting.delete(done)
        heard()
      }
      const late = setTimeout(done, Math.max(0, withinMs))
      this.#waiting.add(done)
    })
  }

  #tell(): void {
    for (const done of [...this.#waiting]) done()
  }
}

const deleted = 'The service was deleted.'
