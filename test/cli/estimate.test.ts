import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { newWorld } from '../kit/world.ts'
import { type Home, home, typed } from './bin.ts'

test('what an estimate quotes is what create pays, whatever cost says meanwhile', async () => {
  const at = await homeInWorld()
  const shape = ['--provider', 'local', '--cpu', '0.5', '--max-cost', '0.25']
  const shown = await typed(at, 'estimate', ...shape, '--duration', '30')
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toContain('expected\t0.0125 (1800 s)\n')
  const [, token = ''] = /^quote\t(.+)$/m.exec(shown.stdout) ?? []

  const made = await typed(at, 'create', ...shape, '--quote', token)
  expect(made.code).toBe(0)
  const id = made.stdout.trim()
  const { stdout } = await typed(at, 'cost', id)
  expect(stdout).toContain('burns\t0.025 credits an hour')
  expect(stdout).toMatch(/^to its ceiling\t359\d\d s \(0.25\)$/m)

  const again = await typed(at, 'create', ...shape, '--quote', token)
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('`onmemos estimate` gives a new one.')
  await typed(at, 'rm', id)
  expect(JSON.parse((await typed(at, 'cost', id, '--json')).stdout)).toMatchObject({
    is_final: true,
    reason: 'user',
  })
})

test('providers are compared side by side, and what cannot be compared exits with 2', async () => {
  const at = await homeInWorld()
  const { stdout } = await typed(at, 'estimate', '--duration', '60', '--compare', 'cloud_run,gke')
  expect(
    stdout.split('\n').map((row) => row.split('\t').slice(0, 1).concat(row.split('\t').slice(-1))),
  ).toEqual([
    ['cloud_run', '0.022577'],
    ['gke', '-'],
    ['', ''],
  ])
  const alone = await typed(at, 'estimate', '--compare', 'gke')
  expect(alone).toMatchObject({ code: 2, stdout: '' })
  expect(alone.stderr).toContain('--compare')
})

async function homeInWorld(): Promise<Home> {
  const world = await newWorld({ credit: { ada: 1 } })
  const server = serve({ fetch: world.faces.public.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { cwd, env } = home()
  const access = {
    ONMEMOS_URL: `http://127.0.0.1:${port}`,
    ONMEMOS_API_KEY: world.citizen('ada').key,
  }
  return { cwd, env: { ...env, ...access } }
}
