import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundleShell } from '../../shell/bundle.ts'
import { connectJson } from '../kit/shell.ts'
import { startShell } from '../kit/shellProcess.ts'
import { newWorld } from '../kit/world.ts'

test('the shell as it is deployed: one file, its health, its page, a command, an end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onmemos-shell-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await bundleShell(folder)
  const world = await newWorld()
  const { id } = (await world.as('ada').post('/v1/sessions', { provider: 'local' })).body
  const env = { ONMEMOS_TERMINAL_ASSETS: join(folder, 'terminal') }
  const shell = await startShell(world, { program: [join(folder, 'main.cjs')], env })
  const http = shell.url.replace('ws:', 'http:')
  expect(await (await fetch(`${http}/health`)).json()).toMatchObject({ status: 'ok' })
  expect(await (await fetch(`${http}/terminal/${id}`)).text()).toContain('<main id="terminal"')
  const client = await connectJson(`${shell.url}/v1/sessions/${id}/shell`, {
    headers: { 'x-api-key': world.citizen('ada').key },
  })
  client.say({ type: 'command', command: 'echo bundled' })
  expect(await client.until('command_result')).toMatchObject({ stdout: 'bundled\n' })
  expect(await shell.kill('SIGTERM')).toBe(0)
  expect(await client.closed).toMatchObject({ code: 1012 })
}, 90_000)
