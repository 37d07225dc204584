import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { execute as executeNative } from './commands.ts'
import { Page } from './fields.ts'
import { route } from './route.ts'
import { CreateSession, Session, SessionId, Storage } from './session.ts'
import * as sessions from './sessions.ts'

/** The Cloud Run API of old: its workspaces are the sessions of that provider, by their names or ids. */

const path = '/v1/cloudrun/workspaces'

export const create = route({
  ...sessions.create,
  path,
  summary: 'Create a Cloud Run workspace: a session, as clients of old ask for it',
  body: CreateSession.pick({
    template: true,
    namespace: true,
    user: true,
    ttl_minutes: true,
  }).extend({
    storage_options: Storage.optional(),
  }),
})

export const list = route({
  method: 'GET',
  path,
  summary: 'List Cloud Run workspaces, newest first',
  face: 'public',
  scope: 'sessions:read',
  query: Page,
  status: 200,
  output: z.object({ workspaces: z.array(Session), next_cursor: z.string().nullable() }),
  errors: [],
})

// Clients of old have keys of their own: a session's key speaks the native API.
const { isForSessions: _look, ...look } = sessions.get
const { isForSessions: _stop, ...stop } = sessions.remove

export const get = route({
  ...look,
  path: `${path}/{id}`,
  summary: 'Look at a Cloud Run workspace',
  params: SessionId,
})

export const remove = route({
  ...stop,
  path: `${path}/{id}`,
  summary: 'Delete a Cloud Run workspace and settle its bill',
  params: SessionId,
})

const { body: _, ...native } = executeNative

export const execute = route({
  ...native,
  path: `${path}/{id}/execute`,
  summary: 'Run a command in a Cloud Run workspace',
  params: SessionId,
  query: z.object({
    command: z.string().min(1).max(limits.commandBytesMax).describe('Given to `/bin/sh -c`'),
    timeout: z.coerce
      .number()
      .positive()
      .max(limits.commandTimeoutSecondsMax)
      .default(limits.commandTimeoutSecondsDefault)
      .describe('Seconds until the whole process group is ended'),
  }),
})
