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
  const { publicUrl, key, firestoreHost } = await firstLine(child.stdout)
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
const Ready = z.object({ publicUrl: z.string(), key: z.string(), firestoreHost: z.string() })

async function firstLine(output: NodeJS.ReadableStream) {
  for await (const line of createInterface({ input: output })) return Ready.parse(JSON.parse(line))
  throw new Error('the local cloud ended before it was ready')
}

function expected({ status, text }: { status: number; text: string }): string {
  if (status < 300) return text
  throw new Error(`answered ${status}: ${text}`)
}
