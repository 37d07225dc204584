import { once } from 'node:events'
import type { EndEvent } from '../../shared/agents/wire.ts'
import { limits as platform } from '../../shared/platform/limits.ts'
import { Bell } from '../bell.ts'
import { limits } from '../limits.ts'
import { onTerminal } from '../terminals/processes.ts'
import { Terminal } from '../terminals/terminal.ts'
import { endEvent } from './end.ts'
import { endAll, inGroup, type Processes } from './group.ts'
import type { Journal } from './journal.ts'
import type { Input } from './link.ts'
import type { Spawned } from './spawn.ts'

/** A program that was started: what it said, and, once, how it ended. */
export class Command {
  readonly pid: number
  readonly tag: string | undefined
  readonly input: Input | null
  /** The one it speaks through; then all it says is in `stdout`. */
  readonly terminal: Terminal | null
  readonly processes: Processes
  readonly stdout: Journal
  readonly stderr: Journal
  readonly changed = new Bell()
  /** Settles when there is a terminal record. */
  readonly ended: Promise<void>
  #end: EndEvent | undefined
  #isFresh = true
  #timeout: { all: Promise<void> } | undefined

  constructor(
    spawned: Spawned,
    given: {
      stdout: Journal
      stderr: Journal
      tag?: string | undefined
      timeoutMs?: number | undefined
    },
  ) {
    this.pid = spawned.pid
    this.tag = given.tag
    this.input = spawned.link.input
    this.terminal = spawned.link instanceof Terminal ? spawned.link : null
    this.processes = this.terminal ? onTerminal(spawned.pid) : inGroup(spawned.pid)
    this.stdout = given.stdout
    this.stderr = given.stderr
    this.ended = this.#finish(spawned, given.timeoutMs)
  }

  /** The terminal record, from when there is one; it never changes. */
  get end(): EndEvent | undefined {
    return this.#end
  }

  /** Just started, and perhaps over before it is worth a word. */
  get isFresh(): boolean {
    return this.#isFresh
  }

  #kept(journal: Journal) {
    return (bytes: Buffer) => {
      if (this.#end) return
      journal.append(bytes)
      this.changed.ring()
    }
  }

  async #finish({ child, link }: Spawned, timeoutMs: number | undefined) {
    const startedAt = performance.now()
    const outputs = link.outputs((stream) => this.#kept(this[stream]))
    const listening = setTimeout(() => {
      for (const output of outputs) output.listen()
      this.#isFresh = false
      this.changed.ring()
    }, limits.listenAfterMs)
    const deadline =
      timeoutMs &&
      setTimeout(() => {
        this.#timeout = { all: endAll(this.processes, platform.commandGraceSeconds * 1_000) }
      }, timeoutMs)
    const [exitCode, signal] = await once(child, 'exit')
    const durationMs = performance.now() - startedAt
    if (deadline) clearTimeout(deadline)
    clearTimeout(listening)
    this.#isFresh = false
    this.input?.discard()
    await Promise.all(outputs.map((output) => output.closed(limits.outputAfterExitMs)))
    await this.#timeout?.all
    this.#end = endEvent({
      exitCode,
      signal,
      timedOut: this.#timeout !== undefined,
      durationMs,
      stdoutBytes: this.stdout.length,
      stderrBytes: this.stderr.length,
    })
    this.changed.ring()
  }
}
