import { client } from '../../sdk/client.ts'
import { ConnectionError } from '../../sdk/errors.ts'
import { forgetLogin, loginFile, savedLogin } from '../../sdk/login.ts'
import type { Common } from '../api.ts'
import { print, printJson } from '../output.ts'

/** Forgets what `login` kept. A sign-in ends at its server too; a key goes on being one. */
export async function logout(flags: Common) {
  const login = savedLogin()
  const { refresh_token: token, url } = login ?? {}
  const isEnded = token && url ? await endedAt(url, token) : null
  forgetLogin()
  if (flags.json) return printJson({ removed: login ? loginFile() : null, signed_out: isEnded })
  if (!login) return print('Nobody was logged in')
  print(`Logged out of ${url}`)
  if (isEnded === false) print(`${url} did not answer: there the sign-in ends by itself, unused`)
}

async function endedAt(baseUrl: string, token: string): Promise<boolean> {
  try {
    await client({ baseUrl, apiKey: null }).signin.out({ body: { refresh_token: token } })
    return true
  } catch (error) {
    if (error instanceof ConnectionError) return false
    throw error
  }
}
