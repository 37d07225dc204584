import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { api } from '../../shared/contract/index.ts'

/** The first run's user: credits to try things with, and a passport whose key this machine keeps. */
const Demo = z.object({ accountId: z.string(), passportKey: z.string() })
export type Demo = z.output<typeof Demo>

const demoCredits = 10_000_000

export async function demoUser(
  stateDirectory: string | undefined,
  adminUrl: string,
  adminKey: string,
): Promise<Demo> {
  const file = stateDirectory && join(stateDirectory, 'demo.json')
  if (file && existsSync(file)) return Demo.parse(JSON.parse(readFileSync(file, 'utf8')))
  const demo = await seed(adminUrl, adminKey)
  if (file) writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 })
  return demo
}

/** Through the admin face, as any administrator would. */
async function seed(adminUrl: string, adminKey: string): Promise<Demo> {
  const post = async <T>(path: string, output: z.ZodType<T>, body: object): Promise<T> => {
    const response = await fetch(`${adminUrl}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': adminKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return output.parse(await response.json())
  }
  const user = await post(api.users.create.path, api.users.create.output, {
    email: 'demo@example.com',
    name: 'Demo',
    user_type: 'pro',
  })
  const credits = api.credits.grant.path.replace('{id}', user.account_id)
  await post(credits, api.credits.grant.output, { micros: demoCredits, note: 'to try things with' })
  const passport = await post(api.passports.create.path, api.passports.create.output, {
    user_id: user.user_id,
    name: 'demo',
  })
  return { accountId: user.account_id, passportKey: passport.passport_key }
}
