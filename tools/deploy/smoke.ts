import { api } from '../../shared/contract/index.ts'
import type { Route } from '../../shared/contract/route.ts'

interface Deployed {
  readonly publicUrl: string
  readonly adminUrl: string
  readonly adminKey: string
}

/**
 * Goes through the deployment as its first user would: by its public address alone, to a command run in a session, and back. A user is
 * left, with the credits that a minute costs; the session is not.
 */
export async function smoke(deployed: Deployed, say: (line: string) => void): Promise<void> {
  const admin = caller(deployed.adminUrl, deployed.adminKey)
  await caller(deployed.publicUrl, '')(api.health.check)
  say('the public face answers')
  const user = await admin(
    api.users.create,
    {},
    { email: `smoke-${Date.now()}@example.com`, name: 'Smoke test', user_type: 'pro' },
  )
  await admin(api.credits.grant, { id: user.account_id }, { micros: 1_000_000, note: 'smoke test' })
  const { passport_key: key } = await admin(
    api.passports.create,
    {},
    { user_id: user.user_id, name: 'smoke' },
  )
  say('a user, a credit and a passport were made on the admin face')

  const call = caller(deployed.publicUrl, String(key))
  const session = await call(
    api.sessions.create,
    {},
    { provider: 'cloud_run', template: 'base', namespace: 'smoke', user: 'test', ttl_minutes: 5 },
  )
  const id = String(session.id)
  try {
    await running(call, id)
    say(`session ${id} runs`)
    const { stdout } = await call(api.sessions.execute, { id }, { command: 'echo deployed' })
    if (stdout !== 'deployed\n') throw new Error(`the session said ${JSON.stringify(stdout)}`)
    say('a command ran in it')
  } finally {
    await call(api.sessions.delete, { id })
  }
  say('it is deleted')
}

type Call = ReturnType<typeof caller>

async function running(call: Call, id: string): Promise<void> {
  const late = Date.now() + 180_000
  for (;;) {
    const { status, reason } = await call(api.sessions.get, { id })
    if (status === 'running') return
    if (reason || Date.now() > late)
      throw new Error(`session ${id} is ${status} (${reason ?? 'still'})`)
    await new Promise((later) => setTimeout(later, 500))
  }
}

const caller =
  (url: string, key: string) =>
  async (
    { method, path }: Pick<Route, 'method' | 'path'>,
    params: Readonly<Record<string, unknown>> = {},
    body?: object,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]))
    const answer = await fetch(`${url}${filled}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${filled} answered ${answer.status}: ${text}`)
    return JSON.parse(text)
  }
