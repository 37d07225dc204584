import { fromDotenv } from './dotenv.ts'
import { loginFile, savedLogin } from './login.ts'

export interface Found {
  readonly baseUrl: string
  readonly apiKey: string
  /** Where the key was, for people who wonder which one is in use. */
  readonly keyFrom: string
}

export interface Given {
  readonly apiKey?: string | undefined
  readonly baseUrl?: string | undefined
}

/** The key and the URL, each from the first place that has it: given, environment, `.env`, saved login. */
export function findKey(given: Given = {}, env = process.env, cwd = process.cwd()): Found {
  const dotenv = fromDotenv(cwd)
  const login = savedLogin(env)
  const baseUrl = findUrl(given, env, cwd)
  const places = [
    { apiKey: given.apiKey, keyFrom: 'the key that was given' },
    { apiKey: env.ONMEMOS_API_KEY, keyFrom: 'ONMEMOS_API_KEY in the environment' },
    { apiKey: dotenv.ONMEMOS_API_KEY, keyFrom: 'ONMEMOS_API_KEY in .env' },
    // A folder's .env may name any server: it does not get the key that was saved for another one.
    { apiKey: login?.url === baseUrl ? login.api_key : undefined, keyFrom: 'the saved login' },
  ]
  for (const { apiKey, keyFrom } of places) if (apiKey) return { baseUrl, apiKey, keyFrom }
  throw new NoKeyError(baseUrl, env, login?.url)
}

export function findUrl({ baseUrl }: Given = {}, env = process.env, cwd = process.cwd()): string {
  const places = [baseUrl, env.ONMEMOS_URL, fromDotenv(cwd).ONMEMOS_URL, savedLogin(env)?.url]
  return (places.find(Boolean) ?? defaultUrl).replace(/\/+$/, '')
}

const defaultUrl = 'http://127.0.0.1:8080'

export class NoKeyError extends Error {
  override readonly name = 'NoKeyError'

  constructor(baseUrl: string, env: NodeJS.ProcessEnv, savedFor: string | undefined) {
    super(`no API key for ${baseUrl}. It was looked for, in this order, in:
  1. what was given (--key)
  2. the environment: ONMEMOS_API_KEY
  3. .env in this folder: ONMEMOS_API_KEY=…
  4. the saved login: ${loginFile(env)}${savedFor ? ` (it is for ${savedFor})` : ''}
"npm start" prints a key for the server on this machine; for another, ask who runs it.
Keep it with: onmemos login --key <key>`)
  }
}
