import * as z from 'zod'

/** What an agent remembers of its commands, told while it lives and left in its directory when it ends. */

/**
 * Why a command is over. `lease` and `stopped`: its session ended, and it with it. `provider_lost`: its box was killed, and
 * nobody saw its end.
 */
export const commandCauses = [
  'exited',
  'signal',
  'timeout',
  'lease',
  'stopped',
  'provider_lost',
] as const

export const CommandRecord = z.object({
  /** Counted from 1 in each session: the command's name outside. */
  number: z.int().min(1),
  pid: z.int(),
  tag: z.string().nullable(),
  /** The program and its arguments, as far as there is room for them. */
  argv: z.array(z.string()),
  cwd: z.string(),
  isTerminal: z.boolean(),
  startedAt: z.iso.datetime(),
  /** `null` while it runs. */
  ending: z
    .object({
      cause: z.enum(commandCauses),
      exitCode: z.int().nullable(),
      signal: z.string().nullable(),
      endedAt: z.iso.datetime(),
      durationMs: z.int(),
    })
    .nullable(),
  /** All that was said, kept or not. */
  stdoutBytes: z.int(),
  stderrBytes: z.int(),
})
export type CommandRecord = z.output<typeof CommandRecord>

export const streams = ['stdout', 'stderr'] as const
export type StreamName = (typeof streams)[number]

/** A run of bytes of a stream. Between two of them may be a gap, and before the first. */
export const Span = z.object({ offset: z.int().min(0), base64: z.string() })
export type Span = z.output<typeof Span>

/**
 * A command as it is kept: what it said, whole where it is short, else its head and tail. Written when it begins, too, and
 * then without an end: where no other follows, its agent was killed.
 */
export const KeptCommand = z.object({
  record: CommandRecord,
  output: z.object({ stdout: z.array(Span), stderr: z.array(Span) }),
})
export type KeptCommand = z.output<typeof KeptCommand>

export const CommandsRequest = z.object({
  /** Those after this number, oldest first. */
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(1_000).default(100),
})
export const CommandsResponse = z.object({ commands: z.array(CommandRecord) })

export const OutputRequest = z.object({
  number: z.int().min(1),
  stream: z.enum(streams),
  offset: z.int().min(0),
})
/** One message's worth from the offset on, or from where what is kept goes on. */
export const OutputResponse = z.object({ record: CommandRecord, span: Span })

/** A command as the agent's directory has it: for whoever cannot look there. */
export const KeptRequest = z.object({ number: z.int().min(1) })

/** `HEAD` says from which offset on a long stream is on disk, `GET` gives it from there; 404 where none of it is. */
export const journalOffsetHeader = 'x-offset'

/** Where the agent leaves each command, in its directory: `<number>.json`. */
export const historyName = 'history'

/** Where it has long streams, in its directory: `<number>.<stream>.<offset>`, each file the bytes from that offset on. */
export const journalsName = 'journals'
