import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { native } from '../../../agent/terminals/native.ts'
import { type Size, Terminal, withoutMasters } from '../../../agent/terminals/terminal.ts'
import { environment } from '../../../shared/providers/local/wrapper.ts'

export type Hear = (stream: 'stdout' | 'stderr', bytes: Buffer) => void

export interface Exit {
  readonly code: number
  readonly signal: NodeJS.Signals | null
}

/** A process in a container, and our ends of its streams. */
export interface Running {
  readonly child: ChildProcess
  /** Of what a launcher says of the process it made; empty where it was not asked. */
  readonly info: Promise<string>
  write(bytes: Buffer): Promise<void>
  endInput(): void
  resize(size: Size): void
  /** Of the launcher, when all that was said is heard. */
  readonly exited: Promise<Exit>
}

export interface Launch {
  /** The arguments of `/bin/sh`. */
  readonly args: readonly string[]
  readonly hasStdin: boolean
  readonly terminal: Size | null
  readonly hear: Hear
}

/** Starts it as the leader of a session of its own. Descriptor 3 is for what the launcher has to say. */
export function run({ args, hasStdin, terminal, hear }: Launch): Running {
  return terminal ? onTerminal(args, terminal, hear) : onPipes(args, hasStdin, hear)
}

function onPipes(args: readonly string[], hasStdin: boolean, hear: Hear): Running {
  const child = start(args, [hasStdin ? 'pipe' : 'ignore', 'pipe', 'pipe'])
  const closed = once(child, 'close')
  child.stdout?.on('data', (bytes) => hear('stdout', bytes))
  child.stderr?.on('data', (bytes) => hear('stderr', bytes))
  // A process that does not read what it is sent is no failure of ours.
  child.stdin?.on('error', () => undefined)
  return {
    child,
    info: infoOf(child),
    write: (bytes) =>
      new Promise((written) => {
        if (child.stdin?.writable) child.stdin.write(bytes, () => written())
        else written()
      }),
    endInput: () => void child.stdin?.end(),
    resize: () => {},
    exited: exitOf(child, async () => {
      await Promise.race([closed, late()])
    }),
  }
}

function onTerminal(args: readonly string[], size: Size, hear: Hear): Running {
  native(createRequire(import.meta.url).resolve(`@lydell/node-pty-${platform}/pty.node`))
  const terminal = Terminal.open(size, null)
  // Not yet anybody's terminal: the process takes it for its own, inside.
  const theirs = openSync(terminal.path, constants.O_RDWR | constants.O_NOCTTY)
  const child = start(args, [theirs, theirs, theirs])
  closeSync(theirs)
  const [output] = terminal.outputs((stream) => (bytes) => hear(stream, bytes))
  output?.listen()
  return {
    child,
    info: infoOf(child),
    write: (bytes) => terminal.input.write(bytes).catch(() => undefined),
    endInput: () => {},
    resize: (to) => {
      if (terminal.input.isOpen) terminal.resize(to)
    },
    exited: exitOf(child, async () => {
      terminal.input.discard()
      await output?.closed(outputAfterExitMs)
    }),
  }
}

const platform = `${process.platform}-${process.arch}`

function start(args: readonly string[], stdio: readonly ('ignore' | 'pipe' | number)[]) {
  const child = spawn('/bin/sh', args, {
    detached: true,
    cwd: '/',
    env: environment,
    stdio: [...stdio, 'pipe', ...withoutMasters().slice(1)],
  })
  child.on('error', () => undefined)
  return child
}

const infoOf = (child: ChildProcess): Promise<string> => {
  const pipe = child.stdio[3]
  return pipe && 'read' in pipe ? text(pipe).catch(() => '') : Promise.resolve('')
}

async function exitOf(child: ChildProcess, heard: () => Promise<void>): Promise<Exit> {
  const [code, signal] = await once(child, 'exit')
  await heard()
  return { code: code ?? 128 + 9, signal }
}

/** A child that was left behind can hold a pipe for ever; a busy machine takes its time to pass on what was said. */
const outputAfterExitMs = 3_000
const late = () => new Promise((resolve) => setTimeout(resolve, outputAfterExitMs).unref())
