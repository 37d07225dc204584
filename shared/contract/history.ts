import * as z from 'zod'
import { commandCauses, streams } from '../agents/history.ts'
import { Page, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { SessionId } from './session.ts'

const Command = z.object({
  id: z.string().describe('Counted from 1 in each session'),
  status: z.enum(['running', 'ended']),
  argv: z.array(z.string()).describe('The program and its arguments, cut at 4,096 characters'),
  cwd: z.string(),
  terminal: z.boolean(),
  started_at: Timestamp,
  ended_at: Timestamp.nullable(),
  duration_ms: z.int().nullable(),
  cause: z
    .enum(commandCauses)
    .nullable()
    .describe(
      'Why it ended; `lease` and `stopped`: because its session did; `provider_lost`: its box was killed',
    ),
  returncode: z.int().nullable().describe('The exit code; 128 + n by signal n; 124 on timeout'),
  signal: z.string().nullable(),
  stdout_bytes: z.int().describe('All that was said, kept or not'),
  stderr_bytes: z.int(),
})

const CommandId = SessionId.extend({
  command_id: z.coerce.number().int().min(1).max(999_999_999).describe('`id` of the command'),
})

export const listCommands = route({
  method: 'GET',
  path: '/v1/sessions/{id}/commands',
  summary: 'List the commands of a session, oldest first, while it runs and afterwards',
  face: 'public',
  scope: 'sessions:read',
  params: SessionId,
  query: Page,
  status: 200,
  output: z.object({ commands: z.array(Command), next_cursor: z.string().nullable() }),
  errors: ['not_found', 'name_ambiguous'],
})

export const getCommand = route({
  method: 'GET',
  path: '/v1/sessions/{id}/commands/{command_id}',
  summary: 'Look at a command of a session',
  face: 'public',
  scope: 'sessions:read',
  params: CommandId,
  status: 200,
  output: Command,
  errors: ['not_found', 'name_ambiguous'],
})

export const commandOutput = route({
  method: 'GET',
  path: '/v1/sessions/{id}/commands/{command_id}/output',
  summary: 'What a command said from an offset on, as much as one answer holds',
  face: 'public',
  scope: 'sessions:read',
  params: CommandId,
  query: z.object({
    stream: z.enum(streams).default('stdout').describe('A terminal says all as stdout'),
    offset: z.coerce.number().int().min(0).default(0).describe('Bytes to pass over'),
  }),
  status: 200,
  output: z.object({
    stream: z.enum(streams),
    offset: z
      .int()
      .describe('Bytes of the stream before these; more than was asked for where some are gone'),
    data: z.string().describe('UTF-8, never cut inside a character'),
    base64: z.string().optional().describe('The bytes, when they are not UTF-8'),
    next_offset: z.int().describe('What to ask for next'),
    total_bytes: z.int().describe('All that was said so far'),
    is_complete: z.boolean().describe('The command has ended, and this reaches its last byte'),
  }),
  errors: ['not_found', 'name_ambiguous'],
})
