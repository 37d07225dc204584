import { text } from 'node:stream/consumers'
import { client } from '../../sdk/client.ts'
import { ApiError } from '../../sdk/errors.ts'
import { findKey, findUrl } from '../../sdk/key.ts'
import { saveLogin } from '../../sdk/login.ts'
import type { Common } from '../api.ts'
import { hidden } from '../hidden.ts'
import { print, printJson } from '../output.ts'
import { during } from '../progress.ts'

/** Only a key that the server knows is kept. */
export async function login(flags: Common) {
  const baseUrl = findUrl({ baseUrl: flags.url })
  const apiKey = await keyFor(baseUrl, flags.key)
  await during(`Asking ${baseUrl}…`, flags.json, accepted(baseUrl, apiKey))
  const file = saveLogin({ url: baseUrl, api_key: apiKey })
  if (flags.json) return printJson({ url: baseUrl, saved_to: file })
  print(`Logged in at ${baseUrl}; the key is in ${file}`)
}

async function keyFor(baseUrl: string, given: string | undefined): Promise<string> {
  if (given === '-') return (await text(process.stdin)).trim()
  if (given) return given
  if (process.stdin.isTTY) return hidden(`API key for ${baseUrl}: `)
  return findKey({ baseUrl }).apiKey
}

/** A key that may not see the balance is a key all the same. */
async function accepted(baseUrl: string, apiKey: string): Promise<void> {
  try {
    await client({ baseUrl, apiKey }).billing.balance()
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'missing_scope')) throw error
  }
}
