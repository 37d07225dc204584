import { createServer } from 'node:net'
import { bulkhead } from 'cockatiel'
import { listening } from '../../pubsub/http.ts'
import type { Revision, Service } from '../state.ts'
import type { TaskTemplate } from '../template.ts'
import { attemptTask, type Outcome } from './attempt.ts'
import { Crew } from './crew.ts'
import { type Admission, type Front, openFront } from './front.ts'
import type { Images } from './images.ts'
import type { Instance } from './instance.ts'

export interface HostOptions {
  /** Where containers have their files. Short: a socket's path in it has a limit. */
  readonly directory: string
  readonly images: Images
  readonly idleMs: number
  readonly patienceMs: number
  /** What a container finds in its environment because of where it runs, by the service account it runs as. */
  readonly surroundings: Surroundings
  /** How many instances may be starting at once. */
  readonly startsMax: number
  /** The port a service had in an earlier run. */
  readonly portOf: (service: string) => number | undefined
  readonly keepPort: (service: string, port: number) => void
  /** Whether a caller may call a service. */
  readonly admits: (service: string, token: string | undefined) => Promise<Admission>
  /** What a service is to serve, where this process has not begun it. */
  readonly ready: (service: string) => Revision | undefined
}

export type Surroundings = (
  serviceAccount: string | undefined,
) => Promise<Readonly<Record<string, string>>>

/** The machines of the emulated Cloud Run: an address a service, and instances behind it. */
export class Host {
  readonly #options: HostOptions
  readonly #fronts = new Map<string, Front>()
  readonly #crews = new Map<string, Crew>()
  readonly #turns: ReturnType<typeof bulkhead>

  constructor(options: HostOptions) {
    this.#options = options
    this.#turns = bulkhead(options.startsMax, Number.POSITIVE_INFINITY)
  }

  /** Where a service is called. It is the same for all its life. */
  async address(service: Service['name']): Promise<string> {
    const { admits, portOf, keepPort } = this.#options
    const gate = {
      admits: (token: string | undefined) => admits(service, token),
      crew: () => this.#crewOf(service),
    }
    // Another may have it by now.
    const front = await openFront(gate, portOf(service) ?? 0).catch(() => openFront(gate, 0))
    this.#fronts.set(service, front)
    keepPort(service, front.port)
    return `http://127.0.0.1:${front.port}`
  }

  /** Serves a revision from now on, if it is well; answers why it is not. */
  async serve(service: string, revision: Revision): Promise<string | undefined> {
    const crew = this.#newCrew(revision)
    const fault = await crew.begin()
    if (fault !== undefined || !this.#fronts.has(service)) {
      await crew.end()
      return fault ?? 'The service was deleted.'
    }
    const before = this.#crews.get(service)
    this.#crews.set(service, crew)
    await before?.end()
    return undefined
  }

  async remove(service: string): Promise<void> {
    const [front, crew] = [this.#fronts.get(service), this.#crews.get(service)]
    this.#fronts.delete(service)
    this.#crews.delete(service)
    await Promise.all([front?.close(), crew?.end()])
  }

  /** Runs a task's container once, to its end. */
  attempt(
    template: TaskTemplate,
    env: Readonly<Record<string, string>>,
    cancelled: AbortSignal,
  ): Promise<Outcome> {
    const { directory, images } = this.#options
    return attemptTask({ directory, images, template, env, cancelled })
  }

  instances(service: string): readonly Instance[] {
    return this.#crews.get(service)?.instances ?? []
  }

  /** Takes a service's instances away, as Google may at any time. */
  async dismiss(service: string, graceMs?: number): Promise<void> {
    const crew = this.#crews.get(service)
    await Promise.all(this.instances(service).map((one) => crew?.dismiss(one, graceMs)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#fronts.keys()].map((service) => this.remove(service)))
  }

  #crewOf(service: string): Crew | undefined {
    const known = this.#crews.get(service)
    if (known) return known
    const revision = this.#options.ready(service)
    if (!revision) return undefined
    const crew = this.#newCrew(revision)
    this.#crews.set(service, crew)
    return crew
  }

  #newCrew(revision: Revision): Crew {
    const { directory, images, idleMs, patienceMs, surroundings } = this.#options
    const { serviceAccount, containers } = revision.template
    const [container] = containers
    return new Crew(revision, {
      directory,
      images,
      idleMs: images[container?.image ?? '']?.idleMs ?? idleMs,
      patienceMs,
      surroundings: () => surroundings(serviceAccount),
      inTurn: (start) => this.#turns.execute(start),
      port: () => this.#port(revision),
    })
  }

  /** Who shares this machine's network needs a port that nobody has; others have the one they asked for. */
  async #port({ template: { containers } }: Revision): Promise<number> {
    const [container] = containers
    const program = this.#options.images[container?.image ?? '']
    if (program?.network === 'machine') return freePort()
    return container?.ports?.[0]?.containerPort ?? 8080
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((closed) => server.close(closed))
  return port
}
