import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { json } from './json.ts'

/** What `onmemos login` remembers: a key, and the only server it is for. */
export const Login = z.object({
  url: z.string().min(1),
  /** A passport, or the access token of who has signed in. */
  api_key: z.string().min(1),
  /** Gets the next access token, where it is one. */
  refresh_token: z.string().min(1).optional(),
  /** When the access token ends. */
  expires_at: z.iso.datetime().optional(),
})
export type Login = z.output<typeof Login>

export function savedLogin(env = process.env): Login | undefined {
  return Login.safeParse(json(textOf(loginFile(env)))).data
}

/** Written beside and moved into place, so that it is whole and was never readable by others. */
export function saveLogin(login: Login, env = process.env): string {
  const file = loginFile(env)
  const fresh = `${file}.${randomUUID()}`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(fresh, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 })
  renameSync(fresh, file)
  return file
}

/** Nothing there: nothing done. */
export const forgetLogin = (env = process.env): void => rmSync(loginFile(env), { force: true })

export const loginFile = (env = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'onmemos', 'config.json')

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
