import type * as z from 'zod'
import type { Tokens } from '../shared/contract/signin.ts'
import { client } from './client.ts'
import { findKey, type Given } from './key.ts'
import { type Login, savedLogin, saveLogin } from './login.ts'

/**
 * Makes a saved sign-in good for as long as a command may take: its access token is replaced when it is about to end. A
 * passport, and a sign-in that has time, are left as they are.
 */
export async function refreshLogin(
  given: Given = {},
  env = process.env,
  now = Date.now(),
): Promise<void> {
  const login = savedLogin(env)
  if (!login?.refresh_token || !login.expires_at) return
  if (Date.parse(login.expires_at) - now > spareMs) return
  // Another key, or another server, comes before it.
  if (findKey(given, env).apiKey !== login.api_key) return
  const { signin } = client({ baseUrl: login.url, apiKey: null })
  const tokens = await signin.refresh({ body: { refresh_token: login.refresh_token } })
  saveLogin(loginWith(login.url, tokens, now), env)
}

export const loginWith = (
  url: string,
  { access_token, refresh_token, expires_in }: z.output<typeof Tokens>,
  now = Date.now(),
): Login => ({
  url,
  api_key: access_token,
  refresh_token,
  expires_at: new Date(now + expires_in * 1_000).toISOString(),
})

const spareMs = 120_000
