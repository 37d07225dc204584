import { on, once } from 'node:events'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { api } from '../../shared/contract/index.ts'
import type { Route } from '../../shared/contract/route.ts'

interface Deployed {
  readonly publicUrl: string
  readonly adminUrl: string
  readonly shellUrl: string
  readonly adminKey: string
}

/**
 * Goes through the deployment as its first user would: by its public addresses alone, to a command and a terminal in a session, and to
 * the receipt. A user is left, with a credit and the passport that is answered; the session is not.
 */
export async function smoke(deployed: Deployed, say: (line: string) => void): Promise<string> {
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
    await terminal(`${deployed.shellUrl}/v1/sessions/${id}/shell`, String(key))
    say('a terminal was open in it')
  } finally {
    await call(api.sessions.delete, { id })
  }
  say(`it is deleted, and its receipt says ${await charged(call, id)}`)
  return String(key)
}

type Call = ReturnType<typeof caller>

async function running(call: Call, id: string): Promise<void> {
  await until(async () => {
    const { status, reason } = await call(api.sessions.get, { id })
    if (reason) throw new Error(`session ${id} is ${status} (${reason})`)
    return status === 'running' || undefined
  })
}

/** What the session cost, once that is final. */
const charged = (call: Call, id: string): Promise<string> =>
  until(async () => {
    const { is_final: isFinal, charged } = await call(api.sessions.receipt, { id })
    return isFinal ? Charge.parse(charged).display : undefined
  })

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const late = Date.now() + patienceMs; Date.now() < late; ) {
    const seen = await look()
    if (seen !== undefined) return seen
    await new Promise((later) => setTimeout(later, 500))
  }
  throw new Error(`it took longer than ${patienceMs / 1_000} s`)
}

const patienceMs = 180_000
const Charge = z.object({ display: z.string() })

/** By a WebSocket of the shell, which no gateway stands before. */
async function terminal(url: string, key: string): Promise<void> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers: { 'x-api-key': key } })
  const late = setTimeout(() => socket.terminate(), 120_000)
  try {
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'command', command: 'echo by shell' }))
    for await (const [data] of on(socket, 'message', { close: ['close'] })) {
      const { type, stdout, ...rest } = JSON.parse(String(data))
      if (type === 'command_result' && stdout === 'by shell\n') return
      if (type === 'command_result' || type === 'error')
        throw new Error(`the terminal said ${JSON.stringify({ type, stdout, ...rest })}`)
    }
    throw new Error('the terminal closed before it answered')
  } finally {
    clearTimeout(late)
    socket.close()
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
