import { once } from 'node:events'
import { Socket } from 'node:net'
import type { EndEvent } from '../../shared/agents/wire.ts'
import { limits as platform } from '../../shared/platform/limits.ts'
import { Bell } from '../bell.ts'
import { limits } from '../limits.ts'
import { endEvent } from './end.ts'
import { endGroup } from './group.ts'
import type { Journal } from './journal.ts'
import { Output } from './output.ts'
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
  #isFresh = true
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
    this.stdin =
      spawned.stdin === null
        ? null
        : new Socket({ fd: spawned.stdin, readable: false, writable: true })
    this.stdout = given.stdout
    this.stderr = given.stderr
    // A command that does not read what it is sent is no failure of ours.
    this.stdin?.on('error', () => undefined)
    void this.#finish(spawned, given.timeoutMs)
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
      // After the end the pipe is still emptied, so that what was left running does not block or break on it.
      if (this.#end) return
      journal.append(bytes)
      this.changed.ring()
    }
  }

  async #finish({ pid, child, stdout, stderr }: Spawned, timeoutMs: number | undefined) {
    const startedAt = performance.now()
    const outputs = [
      new Output(stdout, this.#kept(this.stdout)),
      new Output(stderr, this.#kept(this.stderr)),
    ]
    const listening = setTimeout(() => {
      for (const output of outputs) output.listen()
      this.#isFresh = false
      this.changed.ring()
    }, limits.listenAfterMs)
    const deadline =
      timeoutMs &&
      setTimeout(() => {
        this.#timeout = { group: endGroup(pid, platform.stopGraceSeconds * 1_000) }
      }, timeoutMs)
    const [exitCode, signal] = await once(child, 'exit')
    const durationMs = performance.now() - startedAt
    if (deadline) clearTimeout(deadline)
    clearTimeout(listening)
    this.#isFresh = false
    this.stdin?.destroy()
    await soon(Promise.all(outputs.map((output) => output.closed())), limits.outputAfterExitMs)
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

const soon = (happened: Promise<unknown>, withinMs: number): Promise<void> =>
  new Promise((done) => {
    const late = setTimeout(done, withinMs)
    void happened.then(() => {
      clearTimeout(late)
      done()
    })
  })
