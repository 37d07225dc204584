import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { onFreePort } from '../../emulators/keeper/ports.ts'

export const newStateDirectory = () => {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-state-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'state')
}

export const freePort = () => onFreePort(undefined, async (port) => port)

/** `npm start` as its own process, on ports and a state directory of the test's. */
export async function npmStart(stateDirectory: string, more: readonly string[] = []) {
  const [port, adminPort] = [await freePort(), await freePort()]
  const ports = ['--port', `${port}`, '--admin-port', `${adminPort}`]
  const args = ['--import', 'tsx', 'emulators/start.ts', '--state', stateDirectory]
  const child = spawn(process.execPath, [...args, ...ports, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await Promise.race([
    ended,
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => said.includes('Ctrl-C') && resolve())
    }),
  ])
  const found = (pattern: RegExp) => pattern.exec(said)?.[0] ?? ''
  return {
    pid: child.pid ?? 0,
    said: () => said,
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    publicUrl: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    key: found(/onm_pp\w+/),
    adminKey: found(/onmadmin_\w+/),
  }
}
export type Running = Awaited<ReturnType<typeof npmStart>>

/** Asks a running cloud as its demo user (or its administrator), and answers what it said. */
export async function ask(cloud: Running, method: string, path: string, body?: object) {
  const isAdmin = path.startsWith('/admin')
  const response = await fetch(`${isAdmin ? cloud.adminUrl : cloud.publicUrl}${path}`, {
    method,
    headers: {
      'x-api-key': isAdmin ? cloud.adminKey : cloud.key,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}
