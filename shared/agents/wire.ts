import * as z from 'zod'

/** The messages of the process service, as its foreign clients know them, and what we add to them. */

const Text = z
  .string()
  .refine((text) => !text.includes('\0'), { error: 'must not contain a NUL character' })

const Config = z.object({
  cmd: Text.min(1),
  args: z.array(Text).default([]),
  envs: z.record(Text.regex(/^[^=]+$/), Text).default({}),
  cwd: Text.min(1).optional(),
})

const side = z.int().min(1).max(4_096)
export const TerminalSize = z.object({ cols: side, rows: side })
export type TerminalSize = z.output<typeof TerminalSize>
const Terminal = z.object({ size: TerminalSize })

export const StartRequest = z.object({
  process: Config,
  /** A terminal in the place of pipes. */
  pty: Terminal.optional(),
  /** Open unless `false`, as the oldest clients expect. */
  stdin: z.boolean().default(true),
  tag: z.string().max(256).optional(),
})

export const Selector = z.union([z.object({ pid: z.int() }), z.object({ tag: z.string() })])

export const ConnectRequest = z.object({
  process: Selector,
  /** Ours: replay from here. Without them only what comes from now on is told. A terminal's output is its stdout. */
  stdoutOffset: z.int().min(0).optional(),
  stderrOffset: z.int().min(0).optional(),
})

/** What a line is opened with, and how long its command may run where it starts one. */
export const LineOpening = z.union([
  z.strictObject({ start: StartRequest, timeoutMs: z.int().positive().optional() }),
  z.strictObject({ connect: ConnectRequest }),
])
export type LineOpening = z.input<typeof LineOpening>

export const ListRequest = z.object({})
export const ListResponse = z.object({
  processes: z
    .array(z.object({ config: Config, pid: z.int(), tag: z.string().optional() }))
    .default([]),
})

export const SendInputRequest = z.object({
  process: Selector,
  /** Either word serves pipes and terminals alike. */
  input: z.object({ stdin: z.base64().default(''), pty: z.base64().optional() }),
})
export const UpdateRequest = z.object({ process: Selector, pty: Terminal.optional() })
export const CloseStdinRequest = z.object({ process: Selector })
export const SendSignalRequest = z.object({
  process: Selector,
  signal: z.enum([
    'SIGNAL_SIGKILL',
    'SIGNAL_SIGTERM',
    'SIGNAL_SIGINT',
    'SIGNAL_SIGHUP',
    'SIGNAL_SIGQUIT',
    'SIGNAL_SIGUSR1',
    'SIGNAL_SIGUSR2',
  ]),
})
export const Empty = z.object({})

const Start = z.object({ start: z.object({ pid: z.int() }) })
const Data = z.object({
  data: z.object({
    stdout: z.string().optional(),
    stderr: z.string().optional(),
    /** All that a terminal says. */
    pty: z.string().optional(),
    /** Ours: how many bytes of this stream came before these. */
    offset: z.int(),
  }),
})
const Keepalive = z.object({ keepalive: z.object({}) })
export const EndEvent = z.object({
  exitCode: z.int(),
  exited: z.boolean(),
  status: z.string(),
  error: z.string().optional(),
  /** Ours, from here. */
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  durationMs: z.number(),
  stdoutBytes: z.int(),
  stderrBytes: z.int(),
})
export type EndEvent = z.output<typeof EndEvent>
const End = z.object({ end: EndEvent })

export const ProcessEvent = z.object({ event: z.union([Data, Start, End, Keepalive]) })
export type ProcessEvent = z.output<typeof ProcessEvent>
