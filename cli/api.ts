import { type Client, client } from '../sdk/client.ts'
import { type FileBytes, fileBytes } from '../sdk/files.ts'
import { findKey } from '../sdk/key.ts'

/** What every command may be told. */
export interface Common {
  readonly key?: string
  readonly url?: string
  readonly json?: true
}

export function connect({ key, url }: Common): Client {
  return client(findKey({ apiKey: key, baseUrl: url }))
}

export const connectFiles = ({ key, url }: Common): FileBytes =>
  fileBytes(findKey({ apiKey: key, baseUrl: url }))
