import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Environment } from './fields.ts'
import { route } from './route.ts'
import { SessionId } from './session.ts'

const Command = z.strictObject({
  command: z.string().min(1).max(limits.commandBytesMax).describe('Given to `/bin/sh -c`'),
  timeout: z
    .number()
    .positive()
    .max(limits.commandTimeoutSecondsMax)
    .default(limits.commandTimeoutSecondsDefault)
    .describe('Seconds until the whole process group is ended'),
  env: Environment.default({}),
  cwd: z.string().min(1).max(4_096).default('/workspace'),
})

const Ending = z.object({
  returncode: z.int().describe('The exit code; 128 + n when ended by signal n; 124 on timeout'),
  success: z.boolean(),
  signal: z.string().nullable(),
  timed_out: z.boolean(),
  duration_ms: z.int(),
})

export const execute = route({
  method: 'POST',
  trail: 'use',
  path: '/v1/sessions/{id}/execute',
  summary: 'Run a command and answer when it has ended',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  body: Command,
  status: 200,
  output: Ending.extend({
    stdout: z
      .string()
      .describe('UTF-8; bytes that are not become U+FFFD, and stdout_base64 holds them'),
    stderr: z.string(),
    stdout_base64: z.string().optional(),
    stderr_base64: z.string().optional(),
    stdout_bytes: z.int().describe('All that was printed, answered or not'),
    stderr_bytes: z.int(),
    stdout_truncated: z.boolean(),
    stderr_truncated: z.boolean(),
  }),
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'session_not_ready',
    'provider_unavailable',
  ],
})

export const executeStream = route({
  method: 'POST',
  trail: 'use',
  path: '/v1/sessions/{id}/execute/stream',
  summary: 'Run a command and answer its output as it comes, one JSON object a line',
  face: 'public',
  scope: 'sessions:write',
  params: SessionId,
  body: Command,
  status: 200,
  isStream: true,
  output: z.discriminatedUnion('type', [
    z.object({ type: z.literal('start'), pid: z.int() }),
    z.object({
      type: z.enum(['stdout', 'stderr']),
      offset: z.int().describe('Bytes of this stream before these'),
      data: z.string().describe('UTF-8 text, never cut inside a character'),
      base64: z.string().optional().describe('The bytes, when they are not UTF-8'),
    }),
    Ending.extend({ type: z.literal('end') }),
    z.object({ type: z.literal('error'), code: z.string(), detail: z.string() }),
  ]),
  errors: [
    'not_found',
    'name_ambiguous',
    'session_not_running',
    'session_not_ready',
    'provider_unavailable',
  ],
})
