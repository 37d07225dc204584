import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { EndEvent } from '../../shared/agents/wire.ts'
import { limits as platform } from '../../shared/platform/limits.ts'
import { Bell } from '../bell.ts'
import { limits } from '../limits.ts'
import { endEvent } from './end.ts'
import { endGroup } from './group.ts'
import type { Journal } from './journal.ts'
import type { Spawned } from './spawn.ts'

/** A program that was started: what it said, and, once, how it ended. */
export class Command {
  readonly pid: number
  readonly tag: string | undefined
  readonly stdin: Socket | null
  readonly stdout: Journal
  readonly stderr: Journal
  readonly changed = new Bell()
  #end: EndEvent | undefined
  #timeout: { group: Promise<void> } | undefined

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
    this.stdin = spawned.stdin
    this.stdout = given.stdout
    this.stderr = given.stderr
    // A command that does not read what it is sent is no failure of ours.
    this.stdin?.on('error', () => undefined)
    this.#keep(spawned.stdout, this.stdout)
    this.#keep(spawned.stderr, this.stderr)
    void this.#finish(spawned, given.timeoutMs)
  }

  /** The terminal record, from when there is one; it never changes. */
  get end(): EndEvent | undefined {
    return this.#end
  }

  #keep(output: Socket, journal: Journal): void {
    output.on('error', () => undefined)
    output.on('data', (bytes: Buffer) => {
      // After the end the pipe is still emptied, so that what was left running does not block or break on it.
      if (this.#end) return
      journal.append(bytes)
      this.changed.ring()
    })
  }

  async #finish({ pid, child, stdout, stderr, stdin }: Spawned, timeoutMs: number | undefined) {
    const startedAt = performance.now()
    const closed = Promise.all([isClosed(stdout), isClosed(stderr)])
    const deadline =
      timeoutMs &&
      setTimeout(() => {
        this.#timeout = { group: endGroup(pid, platform.stopGraceSeconds * 1_000) }
      }, timeoutMs)
    const [exitCode, signal] = await once(child, 'exit')
    const durationMs = performance.now() - startedAt
    if (deadline) clearTimeout(deadline)
    stdin?.destroy()
    await soon(closed, limits.outputAfterExitMs)
    await this.#timeout?.group
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

const isClosed = (output: Socket): Promise<void> =>
  new Promise((closed) => output.once('close', () => closed()))

const soon = (happened: Promise<unknown>, withinMs: number): Promise<void> =>
  new Promise((done) => {
    const late = setTimeout(done, withinMs)
    void happened.then(() => {
      clearTimeout(late)
      done()
    })
  })
