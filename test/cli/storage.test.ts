import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { served } from '../../emulators/kit/served.ts'
import { openStorage } from '../../emulators/storage/server.ts'
import { newWorld } from '../kit/world.ts'
import { home, typed } from './bin.ts'

test('a bucket is made for a workspace, listed, changed and removed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'onmb-'))
  const emulator = await openStorage(directory)
  onTestFinished(async () => {
    await emulator.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const settings = {
    ONMEMOS_BUCKET_LOCATION: 'us-central1',
    STORAGE_EMULATOR_HOST: emulator.url,
    ONMEMOS_GOOGLE_CREDENTIALS: 'none',
  }
  const world = await newWorld({ settings })
  const { url, close } = await served(world.faces.public)
  onTestFinished(close)
  await world.as('ada').post('/v1/workspaces', { name: 'shop' })
  const at = home({ url, key: world.citizen('ada').key })
  const storage = (...args: string[]) => typed(at, 'storage', ...args)

  const made = await storage('create', 'results', '--workspace', 'shop', '--default')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  const id = made.stdout.trim()
  const listed = await storage('list', '--workspace', 'shop')
  expect(listed.stdout).toMatch(new RegExp(`^${id}\tresults\tbucket\tactive\tyes\t-\t`, 'm'))
  const changed = await storage('change', id, '--access', 'ro', '--no-default', '--json')
  expect(JSON.parse(changed.stdout)).toMatchObject({ access_mode: 'RO', is_default: false })
  const wrong = await storage('change', id, '--mount-path', 'data')
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--mount-path: ') })
  expect((await storage('create', 'x')).stderr).toContain("required option '--workspace <id>'")
  const share = await storage('create', 'share', '--workspace', 'shop', '--filestore')
  expect(share).toMatchObject({ code: 1, stderr: expect.stringContaining('no backend') })
  expect((await storage('rm', id)).stdout).toBe('results is deleted\n')
})
