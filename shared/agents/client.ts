import type { Duplex } from 'node:stream'
import type { Instant } from '../platform/clock.ts'
import type { AgentAddress } from '../providers/provider.ts'
import { call, type Door } from './call.ts'
import { type CommandEvent, eventIn } from './events.ts'
import { type AgentFiles, agentFiles } from './fileClient.ts'
import { isHealthy } from './health.ts'
import {
  type CommandRecord,
  CommandsResponse,
  OutputResponse,
  type Span,
  type StreamName,
} from './history.ts'
import { type AgentLine, openLine } from './line.ts'
import { paths } from './paths.ts'
import {
  type AgentMetrics,
  type AgentStat,
  MetricsResponse,
  RenewResponse,
  StatResponse,
} from './session.ts'
import { stream } from './stream.ts'
import { upgrade } from './upgrade.ts'
import { Empty, type LineOpening, ListResponse, ProcessEvent, type TerminalSize } from './wire.ts'

export interface Command {
  /** The program and its arguments. */
  readonly argv: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** At this age the command and its children are ended. */
  readonly timeoutMs?: number
  /** Whether `sendInput` will be used; otherwise its input is empty. */
  readonly stdin?: boolean
  /** A terminal of this size in the place of pipes: `sendInput` types, and all it says is `stdout`. */
  readonly terminal?: TerminalSize | undefined
  /** A name to find it by. */
  readonly tag?: string
  /** Ends the listening; the command goes on. */
  readonly signal?: AbortSignal
}

export type CommandRef = { readonly pid: number } | { readonly tag: string }
export type CommandSignal = 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT'

export interface FollowFrom {
  readonly stdout: number
  readonly stderr: number
}

/** The agent of one session. Refusals are `ConnectError`s; an agent that is not there is `AgentUnreachable`. */
export interface AgentClient {
  /** Starts a command and tells what it does: `start`, its output in order, one `end`. */
  run(command: Command): AsyncIterable<CommandEvent>
  /** The same for a command that was started before, from an offset of each stream. */
  follow(ref: CommandRef, from: FollowFrom, signal?: AbortSignal): AsyncIterable<CommandEvent>
  /** A command that is spoken with: started, or one that was, from an offset of each stream. */
  line(opening: LineOpening, signal?: AbortSignal): Promise<AgentLine>
  list(): Promise<readonly { readonly pid: number; readonly tag?: string | undefined }[]>
  sendInput(ref: CommandRef, bytes: Uint8Array): Promise<void>
  closeStdin(ref: CommandRef): Promise<void>
  /** To the command and its children. */
  sendSignal(ref: CommandRef, signal: CommandSignal): Promise<void>
  /** Refused with `failed_precondition` where the command is on no terminal. */
  resize(ref: CommandRef, size: TerminalSize): Promise<void>
  readonly files: AgentFiles
  /** A connection to what listens on a port of the box; refused with `unavailable` where nothing does. */
  tunnel(port: number): Promise<Duplex>
  /** What ran and runs, oldest first. */
  commands(page: { after: number; limit: number }): Promise<readonly CommandRecord[]>
  /** What a command has said, one message's worth from an offset on. */
  output(of: {
    number: number
    stream: StreamName
    offset: number
  }): Promise<{ record: CommandRecord; span: Span }>
  /** Answers the end in force: never earlier than it was. */
  renew(leaseEndsAt: Instant): Promise<Instant>
  stop(graceSeconds: number): Promise<void>
  stat(): Promise<AgentStat>
  /** What the box takes of its machine; refused with `unimplemented` where that is not known apart from others. */
  metrics(): Promise<AgentMetrics>
  healthy(): Promise<boolean>
}

export function agentClient(address: AgentAddress, key: string): AgentClient {
  const door: Door = { address, key }
  return {
    run: ({ argv: [cmd, ...args], env, cwd, timeoutMs, stdin = false, terminal, tag, signal }) =>
      events(
        stream(
          door,
          paths.start,
          {
            process: { cmd, args, envs: env, cwd },
            stdin,
            tag,
            ...(terminal ? { pty: { size: terminal } } : {}),
          },
          ProcessEvent,
          {
            headers: timeoutMs ? { 'connect-timeout-ms': String(Math.ceil(timeoutMs)) } : {},
            signal,
          },
        ),
      ),
    follow: (process, { stdout, stderr }, signal) =>
      events(
        stream(
          door,
          paths.connect,
          { process, stdoutOffset: stdout, stderrOffset: stderr },
          ProcessEvent,
          { signal },
        ),
      ),
    line: (opening, signal) => openLine(door, opening, signal),
    list: async () => {
      const { processes } = await call(door, paths.list, {}, ListResponse)
      return processes.map(({ pid, tag }) => ({ pid, tag }))
    },
    sendInput: async (process, bytes) => {
      const stdin = Buffer.from(bytes).toString('base64')
      await call(door, paths.sendInput, { process, input: { stdin } }, Empty)
    },
    closeStdin: async (process) => {
      await call(door, paths.closeStdin, { process }, Empty)
    },
    sendSignal: async (process, signal) => {
      await call(door, paths.sendSignal, { process, signal: `SIGNAL_${signal}` }, Empty)
    },
    resize: async (process, size) => {
      await call(door, paths.update, { process, pty: { size } }, Empty)
    },
    files: agentFiles(door),
    tunnel: (port) => upgrade(door, `${paths.tunnel}?port=${port}`),
    commands: async (page) => (await call(door, paths.commands, page, CommandsResponse)).commands,
    output: (of) => call(door, paths.output, of, OutputResponse),
    renew: async (leaseEndsAt) =>
      (await call(door, paths.renew, { leaseEndsAt }, RenewResponse)).leaseEndsAt,
    stop: async (graceSeconds) => {
      await call(door, paths.stop, { graceSeconds }, Empty)
    },
    stat: () => call(door, paths.stat, {}, StatResponse),
    metrics: () => call(door, paths.metrics, {}, MetricsResponse),
    healthy: () => isHealthy(address),
  }
}

async function* events(told: AsyncIterable<ProcessEvent>): AsyncGenerator<CommandEvent> {
  for await (const message of told) {
    const event = eventIn(message)
    if (event) yield event
  }
}
