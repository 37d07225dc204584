import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Timestamp } from './fields.ts'
import { route } from './route.ts'
import { SessionId } from './session.ts'

const Path = z
  .string()
  .min(1)
  .max(limits.filePathBytesMax)
  .describe('Absolute, or from the home of the session’s user')

const File = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['file', 'directory', 'other']).describe('Of a link: of what it leads to'),
  size_bytes: z.int(),
  mode: z.int().describe('Permission bits'),
  owner: z.string(),
  group: z.string(),
  modified_at: Timestamp,
  link_target: z.string().nullable(),
})

const line = { face: 'public', params: SessionId } as const
const errors = [
  'not_found',
  'name_ambiguous',
  'session_not_running',
  'session_not_ready',
  'provider_unavailable',
  'file_forbidden',
  'unsupported',
] as const

export const listFiles = route({
  ...line,
  method: 'GET',
  path: '/v1/sessions/{id}/files',
  summary: 'List a directory of a session',
  scope: 'sessions:read',
  query: z.object({
    path: Path.default('/workspace'),
    depth: z.coerce.number().int().min(1).max(limits.fileListDepthMax).default(1),
  }),
  status: 200,
  output: z.object({ files: z.array(File) }),
  errors,
})

export const watchFiles = route({
  ...line,
  method: 'GET',
  path: '/v1/sessions/{id}/files/watch',
  summary: 'Tell what changes in a directory of a session as it happens, one JSON object a line',
  scope: 'sessions:read',
  query: z.object({
    path: Path.default('/workspace'),
    recursive: z.stringbool().default(false),
  }),
  status: 200,
  isStream: true,
  output: z.discriminatedUnion('type', [
    z.object({ type: z.literal('watching') }).describe('First: every change after it is told'),
    z.object({
      type: z.enum(['created', 'written', 'removed', 'renamed', 'mode_changed']),
      name: z.string().describe('From the directory that is watched'),
      file: File.nullable().describe('As it is now; null once it is gone'),
    }),
    z.object({ type: z.literal('error'), code: z.string(), detail: z.string() }),
  ]),
  errors,
})

export const statFile = route({
  ...line,
  method: 'GET',
  path: '/v1/sessions/{id}/files/stat',
  summary: 'Look at a file or directory of a session',
  scope: 'sessions:read',
  query: z.object({ path: Path }),
  status: 200,
  output: File,
  errors,
})

export const makeDirectory = route({
  ...line,
  method: 'POST',
  trail: 'use',
  path: '/v1/sessions/{id}/files/directory',
  summary: 'Make a directory in a session, with its parents',
  scope: 'sessions:write',
  body: z.strictObject({ path: Path }),
  status: 201,
  output: File,
  errors: [...errors, 'file_exists', 'no_space'],
})

export const moveFile = route({
  ...line,
  method: 'POST',
  trail: 'use',
  path: '/v1/sessions/{id}/files/move',
  summary: 'Move or rename a file or directory of a session',
  scope: 'sessions:write',
  body: z.strictObject({ from: Path, to: Path }),
  status: 200,
  output: File,
  errors: [...errors, 'file_exists', 'no_space'],
})

export const removeFile = route({
  ...line,
  method: 'DELETE',
  trail: 'use',
  path: '/v1/sessions/{id}/files',
  summary: 'Remove a file, or a directory with all in it; nothing there is nothing to do',
  scope: 'sessions:write',
  query: z.object({ path: Path }),
  status: 200,
  output: z.object({ path: z.string() }),
  errors,
})

export const downloadFile = route({
  ...line,
  method: 'GET',
  path: '/v1/sessions/{id}/files/content',
  summary: 'Download a file of a session; `Range` asks for a part of it',
  scope: 'sessions:read',
  query: z.object({ path: Path }),
  headers: z.object({ range: z.string().max(255).optional().describe('`bytes=from-to`') }),
  isRaw: true,
  status: 200,
  output: z.string(),
  errors: [...errors, 'range_not_satisfiable'],
})

export const uploadFile = route({
  ...line,
  method: 'PUT',
  trail: 'use',
  path: '/v1/sessions/{id}/files/content',
  summary: 'Put bytes in the place of a file of a session, whole or not at all',
  scope: 'sessions:write',
  query: z.object({ path: Path }),
  isRaw: true,
  status: 200,
  output: File,
  errors: [...errors, 'no_space'],
})
