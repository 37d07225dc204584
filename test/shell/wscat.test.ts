import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import { type ServedShell, serveShell } from '../kit/shell.ts'
import { newWorld, type World } from '../kit/world.ts'

let world: World
let shell: ServedShell
let session: { id: string; name: string } & Record<string, unknown>

beforeAll(async () => {
  world = await newWorld({ credit: { ada: 1 }, lasts: 'file' })
  shell = await serveShell(world.plane)
  const made = await world.as('ada').post('/v1/sessions', { provider: 'local' })
  session = made.body as typeof session
  return async () => {
    shell.close()
    await world.close()
  }
})

/** A client that nobody here wrote. It says `message`, waits for `until` to come, and is ended. */
async function wscat(args: readonly string[], message: string, until: RegExp) {
  const child = spawn(process.execPath, [
    'node_modules/wscat/bin/wscat',
    ...args,
    '-x',
    message,
    '-w',
    '20',
  ])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      said += bytes
      if (until.test(said)) child.kill('SIGKILL')
    })
  }
  await once(child, 'close')
  return said
}

test('wscat runs a command with a header, as it does with the passport in a path of the seeds', async () => {
  const { key } = world.citizen('ada')
  const message = JSON.stringify({ type: 'command', command: 'echo from "wscat"' })
  const ways = [
    ['-c', `${shell.url}/v1/sessions/${session.id}/shell`, '-H', `X-API-Key: ${key}`],
    ['-c', `${shell.url}/v1/cloudrun/workspaces/${session.name}/shell?api_key=${key}`],
    ['-c', `${shell.url}/v1/gke/shell/${session.id}?k8s_ns=n&pod=p&passport=${key}`],
  ]
  for (const way of ways) {
    expect(await wscat(way, message, /\}\n/)).toContain('"stdout":"from wscat\\n"')
  }
})

test('wscat is told in plain HTTP why it may not enter', async () => {
  const url = `${shell.url}/v1/sessions/${session.id}/shell`
  expect(await wscat(['-c', url], '{}', /never/)).toContain('Unexpected server response: 401')
})
