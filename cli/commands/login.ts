import { text } from 'node:stream/consumers'
import { client } from '../../sdk/client.ts'
import { ApiError } from '../../sdk/errors.ts'
import { findKey, findUrl, NoKeyError } from '../../sdk/key.ts'
import { type Login, saveLogin } from '../../sdk/login.ts'
import { loginWith } from '../../sdk/refresh.ts'
import type { Common } from '../api.ts'
import { hidden } from '../hidden.ts'
import { print, printJson } from '../output.ts'
import { during } from '../progress.ts'
import { signInByDevice } from '../signin.ts'

/** Only what the server knows is kept: a key, or what signing in by a browser gave. */
export async function login(flags: Common) {
  const baseUrl = findUrl({ baseUrl: flags.url })
  const login = await loginAt(baseUrl, flags.key)
  await during(`Asking ${baseUrl}…`, flags.json, accepted(baseUrl, login.api_key))
  const file = saveLogin(login)
  if (flags.json) return printJson({ url: baseUrl, saved_to: file })
  print(`Logged in at ${baseUrl}; the key is in ${file}`)
}

async function loginAt(baseUrl: string, given: string | undefined): Promise<Login> {
  const key = given === '-' ? (await text(process.stdin)).trim() : (given ?? keyBeside(baseUrl))
  if (key !== undefined) return { url: baseUrl, api_key: key }
  const tokens = await signInByDevice(baseUrl)
  if (tokens) return loginWith(baseUrl, tokens)
  if (process.stdin.isTTY)
    return { url: baseUrl, api_key: await hidden(`API key for ${baseUrl}: `) }
  return { url: baseUrl, api_key: findKey({ baseUrl }).apiKey }
}

/** Of the environment or `.env`, for a script; somebody who types this wants to sign in. */
function keyBeside(baseUrl: string): string | undefined {
  if (process.stdin.isTTY) return undefined
  try {
    return findKey({ baseUrl }).apiKey
  } catch (error) {
    if (error instanceof NoKeyError) return undefined
    throw error
  }
}

/** A key that may not see the balance is a key all the same. */
async function accepted(baseUrl: string, apiKey: string): Promise<void> {
  try {
    await client({ baseUrl, apiKey }).billing.balance()
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'missing_scope')) throw error
  }
}
