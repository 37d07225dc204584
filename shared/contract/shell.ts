import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { execute } from './commands.ts'
import { cost } from './estimates.ts'
import { reasons, statuses } from './session.ts'

/** The messages of the JSON terminal protocol: what a client may say on its socket, and what it is told. */

/** A name the client gives, to tell what belongs together. */
const Name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'use 1 to 64 letters, digits, _ . and -')
const terminal = Name.default('main').describe('Which terminal of the session')
const Cells = z.int().min(1).max(1_000)

export const signals = ['INT', 'TERM', 'KILL', 'HUP', 'QUIT'] as const

export const ClientMessage = z.discriminatedUnion('type', [
  /** Runs a command, or a built-in such as `/status`; answered by one `command_result`. */
  execute.body.extend({
    type: z.literal('command'),
    id: Name.optional().describe('Comes back in the answer'),
    stream: z.boolean().default(false).describe('Whether its output is told as it comes, too'),
  }),
  /**
   * Opens a terminal, or joins one that is open. With `pid` and `offset` it resumes exactly there; without, a
   * terminal that runs is told from its beginning.
   */
  z.strictObject({
    type: z.literal('attach'),
    terminal,
    pid: z.int().positive().optional(),
    offset: z.int().min(0).default(0),
    cols: Cells.optional().describe(
      'The new size; without it a terminal that is there keeps its own',
    ),
    rows: Cells.optional(),
    open: z
      .boolean()
      .default(true)
      .describe('Whether to open one where none runs; else the last one is told, ended or not'),
    command: execute.body.shape.command.optional().describe('What runs in it; a login shell else'),
  }),
  z
    .strictObject({
      type: z.literal('input'),
      terminal,
      data: z.string().max(limits.shellInputBytesMax).optional(),
      base64: z.base64().max(limits.shellInputBytesMax).optional(),
    })
    .refine((input) => (input.data === undefined) !== (input.base64 === undefined), {
      message: 'say either data or base64',
    }),
  z.strictObject({ type: z.literal('resize'), terminal, cols: Cells, rows: Cells }),
  z.strictObject({ type: z.literal('signal'), terminal, signal: z.enum(signals) }),
  /** Stops listening; the terminal goes on. */
  z.strictObject({ type: z.literal('detach'), terminal }),
  /** Asks for a `status`: what it costs, and how long it may last. */
  z.strictObject({ type: z.literal('status') }),
  z.strictObject({ type: z.literal('ping') }),
])
export type ClientMessage = z.output<typeof ClientMessage>
/** As a client writes it, with what has a default left out. */
export type Said = z.input<typeof ClientMessage>

const Ending = execute.output.pick({
  returncode: true,
  success: true,
  signal: true,
  timed_out: true,
  duration_ms: true,
})

const Place = z.object({ terminal: z.string(), pid: z.int(), offset: z.int() })

export const ServerMessage = z.discriminatedUnion('type', [
  execute.output.extend({
    type: z.literal('command_result'),
    id: z.string().optional(),
    command: z.string(),
  }),
  Place.extend({
    type: z.literal('attached'),
    is_new: z.boolean(),
  }),
  z.object({
    type: z.literal('output'),
    id: z.string().optional().describe('Of the command that said it'),
    terminal: z.string().optional().describe('That said it'),
    stream: z.enum(['stdout', 'stderr', 'tty']),
    offset: z.int().describe('Bytes of this stream before these; more than expected after a gap'),
    next_offset: z.int().describe('Where to resume after these'),
    data: z.string().describe('UTF-8 text, never cut inside a character'),
    base64: z.string().optional().describe('The bytes, when they are not UTF-8'),
  }),
  /** A terminal's program has ended. */
  Ending.extend({ type: z.literal('exit'), terminal: z.string(), pid: z.int() }),
  z.object({ type: z.literal('detached'), terminal: z.string() }),
  cost.output.extend({ type: z.literal('status') }),
  /** Something is about to run out, or the session's own `warning` event. */
  z.object({
    type: z.literal('warning'),
    kind: z.string(),
    seconds_left: z.number().nullable(),
    detail: z.string(),
  }),
  /** The session ends or has ended; the socket closes after this. */
  z.object({
    type: z.literal('session_ended'),
    status: z.enum(statuses),
    reason: z.enum(reasons).nullable(),
    detail: z.string(),
  }),
  /** This server goes: connect again and attach at these places. `offset` is of the first. */
  z.object({
    type: z.literal('reconnect'),
    detail: z.string(),
    offset: z.int(),
    terminals: z.array(Place),
  }),
  z.object({
    type: z.literal('error'),
    id: z.string().optional(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ location: z.string(), message: z.string() })).optional(),
  }),
  z.object({ type: z.literal('pong') }),
])
export type ServerMessage = z.output<typeof ServerMessage>

/** Spoken as WebSocket subprotocols: the protocol itself, and what a client that has no headers shows. */
export const subprotocols = {
  name: 'onmemos.v1',
  keyPrefix: 'onmemos.key.',
  ticketPrefix: 'onmemos.ticket.',
} as const

/** How the server closes a socket, beside WebSocket's own codes. */
export const closeCodes = { ended: 1000, restart: 1012, idle: 4000, refused: 4001 } as const
