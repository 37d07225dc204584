import type { Client } from '../../sdk/client.ts'
import { ApiError } from '../../sdk/errors.ts'
import { Failure } from '../failure.ts'

/** One side of a copy. */
export type Place =
  | { readonly is: 'here'; readonly path: string }
  | { readonly is: 'session'; readonly id: string; readonly path: string }

/** `<id>:<path>` is in a session; what has a slash before its colon, or none, is here. */
export function placeIn(text: string): Place {
  const [, id, path] = /^([A-Za-z0-9_-]+):(.*)$/s.exec(text) ?? []
  if (id === undefined) return { is: 'here', path: text }
  return { is: 'session', id, path: path || '/workspace/' }
}

export interface Remote {
  readonly id: string
  readonly files: Client['files']
}

export type RemoteFile = Awaited<ReturnType<Client['files']['stat']>>

/** What is there, if anything is. */
export async function looked({ id, files }: Remote, path: string): Promise<RemoteFile | undefined> {
  try {
    return await files.stat({ params: { id }, query: { path } })
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'not_found' && !isSession(cause))
      return undefined
    throw cause
  }
}

/** That the session is not there is told by the same code, and is another matter. */
const isSession = ({ detail }: ApiError) => detail.startsWith('no session ')

export const nothingAt = (path: string) => new Failure('not_found', `there is nothing at ${path}`)
