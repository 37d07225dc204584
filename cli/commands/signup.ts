import { createInterface } from 'node:readline/promises'
import { client } from '../../sdk/client.ts'
import { findUrl } from '../../sdk/key.ts'
import { saveLogin } from '../../sdk/login.ts'
import { loginWith } from '../../sdk/refresh.ts'
import type { Common } from '../api.ts'
import { Failure } from '../failure.ts'
import { print, printJson } from '../output.ts'

interface Flags extends Common {
  readonly code?: string
  readonly name?: string
}

/** Has a code mailed, and signs in with it: here where somebody types, or later with `--code`. */
export async function signup(email: string | undefined, { code, name, ...flags }: Flags) {
  const baseUrl = findUrl({ baseUrl: flags.url })
  const { signup } = client({ baseUrl, apiKey: null })
  if (!code) {
    if (!email)
      throw new Failure('usage', 'give your e-mail address, or the code that was mailed to it')
    const { detail } = await signup.begin({ body: { email, ...(name && { name }) } })
    if (!process.stdin.isTTY) return flags.json ? printJson({ detail }) : print(detail)
    process.stderr.write(`${detail}\n`)
  }
  const tokens = await signup.verify({ body: { code: code ?? (await typed()) } })
  const file = saveLogin(loginWith(baseUrl, tokens))
  const { user_id, account_id } = tokens
  if (flags.json) return printJson({ url: baseUrl, user_id, account_id, saved_to: file })
  print(`Logged in at ${baseUrl} as ${user_id} of ${account_id}`)
}

async function typed(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question('Code: ')).trim()
  } finally {
    terminal.close()
  }
}
