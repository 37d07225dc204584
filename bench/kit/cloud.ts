import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { ask } from './ask.ts'
import type { Run } from './bench.ts'
import { temporaryFolder } from './folder.ts'

export type Cloud = Awaited<ReturnType<typeof startCloud>>

/** A local cloud of the bench's own, in its own process, and a caller with credits. */
export async function startCloud(run: Run, dispatch: 'direct' | 'pubsub') {
  const stateDirectory = temporaryFolder(run)
  const child = spawn(process.execPath, ['--import', 'tsx', program, stateDirectory, dispatch], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, METADATA_SERVER_DETECTION: 'none' },
  })
  const exited = once(child, 'exit')
  run.ending(async () => {
    child.stdin.end()
    await exited
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { publicUrl, adminUrl, adminKey, key, firestoreHost } = Ready.parse(await next(lines))
  const headers = { 'x-api-key': key }
  const post = async (path: string, body: object) =>
    JSON.parse(expected(await ask('POST', `${publicUrl}${path}`, headers, body)))
  return {
    pid: child.pid ?? 0,
    publicUrl,
    headers,
    firestoreHost,
    create: async (): Promise<string> => {
      const session = Created.parse(await post('/v1/sessions', wish))
      if (session.status !== 'running') throw new Error(`a session is ${session.status}`)
      return session.id
    },
    /** Has so many boxes wait. */
    async keepWarm(size: number) {
      const pool = {
        ...{ provider: wish.provider, template: wish.template },
        ...{ sizes: [{ from_hour: 0, size }], budget_micros_per_day: 1_000_000_000 },
      }
      expected(await ask('PUT', `${adminUrl}/admin/pools/bench`, { 'x-api-key': adminKey }, pool))
    },
    /** Waits until they do. */
    async refill() {
      child.stdin.write('refill\n')
      await next(lines)
    },
    execute: async (id: string, command: string) =>
      Executed.parse(await post(`/v1/sessions/${id}/execute`, { command })),
    look: async (id: string) =>
      expected(await ask('GET', `${publicUrl}/v1/sessions/${id}`, headers)),
    remove: async (id: string) => {
      expected(await ask('DELETE', `${publicUrl}/v1/sessions/${id}`, headers))
    },
  }
}

const program = fileURLToPath(new URL('../servers/cloud.ts', import.meta.url))
const wish = { provider: 'local', template: 'base', namespace: 'bench', user: 'bench' }
const Created = z.object({ id: z.string(), status: z.string() })
const Executed = z.object({ stdout: z.literal('hi\n') })
const Ready = z.object({
  publicUrl: z.string(),
  adminUrl: z.string(),
  adminKey: z.string(),
  key: z.string(),
  firestoreHost: z.string(),
})

async function next(lines: AsyncIterator<string>): Promise<unknown> {
  const { value, done } = await lines.next()
  if (done) throw new Error('the local cloud ended')
  return JSON.parse(value)
}

function expected({ status, text }: { status: number; text: string }): string {
  if (status < 300) return text
  throw new Error(`answered ${status}: ${text}`)
}
