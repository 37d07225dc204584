import { join } from 'node:path'
import type * as z from 'zod'
import { ConnectError } from '../../shared/agents/connect.ts'
import { journalsName } from '../../shared/agents/history.ts'
import type { AgentConfig } from '../../shared/agents/launch.ts'
import type { Selector, StartRequest } from '../../shared/agents/wire.ts'
import { History } from '../history/history.ts'
import { limits } from '../limits.ts'
import { Command } from './command.ts'
import { Journal } from './journal.ts'
import { Pipes } from './pipes.ts'
import { SegmentShelf } from './shelf.ts'
import { spawnProgram } from './spawn.ts'

interface Kept {
  readonly number: number
  readonly command: Command
  readonly config: z.output<typeof StartRequest>['process']
}

/** What programs ask of the terminal they are on, unless the caller knows better. */
const terminalEnv = { TERM: 'xterm-256color' }

/** The commands of a session: those that run, and the last that ended. */
export class Commands {
  readonly history: History
  readonly #pipes: Pipes
  readonly #config: AgentConfig
  readonly #shelf = new SegmentShelf()
  /** In the order they were started. */
  readonly #kept = new Map<number, Kept>()
  #started = 0
  #starting = 0

  constructor(config: AgentConfig, directories: { pipes: string }) {
    this.#config = config
    this.history = new History(config.directory)
    this.#pipes = new Pipes(directories.pipes)
  }

  async start(request: z.output<typeof StartRequest>, timeoutMs?: number): Promise<Command> {
    if (this.running().length + this.#starting >= limits.commandsRunningMax) {
      throw new ConnectError(
        'resource_exhausted',
        `at most ${limits.commandsRunningMax} commands run at once`,
      )
    }
    this.#starting++
    try {
      return await this.#start(request, timeoutMs)
    } finally {
      this.#starting--
    }
  }

  find(selector: z.output<typeof Selector>): Command {
    const found =
      'pid' in selector
        ? this.#kept.get(selector.pid)?.command
        : [...this.#kept.values()].findLast(({ command }) => command.tag === selector.tag)?.command
    if (!found) throw new ConnectError('not_found', `no process ${JSON.stringify(selector)}`)
    return found
  }

  /** One that can still be spoken to. */
  findRunning(selector: z.output<typeof Selector>): Command {
    const command = this.find(selector)
    if (command.end) throw new ConnectError('not_found', `process ${command.pid} has ended`)
    return command
  }

  /** Whether anything was ever started here. */
  get isUsed(): boolean {
    return this.#started + this.#starting > 0
  }

  running(): readonly Kept[] {
    return [...this.#kept.values()].filter(({ command }) => !command.end)
  }

  async #start(request: z.output<typeof StartRequest>, timeoutMs?: number): Promise<Command> {
    const { cmd, args, envs, cwd = this.#config.cwd } = request.process
    const startedAtMs = Date.now()
    const spawned = await spawnProgram(
      {
        cmd,
        args,
        env: { ...this.#config.env, ...(request.pty ? terminalEnv : {}), ...envs },
        cwd,
        hasStdin: request.stdin,
        terminal: request.pty?.size ?? null,
        owner: this.#config.owner,
      },
      this.#pipes,
    )
    const number = ++this.#started
    const name = join(this.#config.directory, journalsName, String(number))
    const command = new Command(spawned, {
      stdout: new Journal(`${name}.stdout`, this.#shelf),
      stderr: new Journal(`${name}.stderr`, this.#shelf),
      tag: request.tag,
      timeoutMs,
    })
    this.#forget(this.#kept.get(command.pid))
    this.#kept.set(command.pid, { number, command, config: request.process })
    this.history.add({ number, command, request, cwd, startedAtMs, endedWith: undefined })
    // Before anyone is told of the end.
    void command.ended.then(() => this.history.ended(number))
    this.#forgetOldest()
    return command
  }

  #forgetOldest(): void {
    const ended = [...this.#kept.values()].filter(({ command }) => command.end)
    for (const kept of ended.slice(0, -limits.commandsEndedMax)) this.#forget(kept)
  }

  #forget(kept: Kept | undefined): void {
    if (!kept) return
    const { number, command } = kept
    this.#kept.delete(command.pid)
    this.history.keep(number)
    command.stdout.dispose()
    command.stderr.dispose()
  }
}
