import { expect, onTestFinished, test } from 'vitest'
import { openGateway } from '../../emulators/gateway/gateway.ts'
import { limits } from '../../shared/platform/limits.ts'
import { freePort } from '../kit/npmStart.ts'
import { newWorld } from '../kit/world.ts'
import { home, typed } from './bin.ts'

/** The real public face, with one who may do everything. */
async function server() {
  const world = await newWorld()
  const gateway = await openGateway('public', await freePort(), world.plane, () => undefined)
  onTestFinished(gateway.close)
  return { world, url: gateway.url, key: world.citizen('ada').key }
}

test('a key is made with limits, listed, rotated and revoked', async () => {
  const { world, url, key } = await server()
  const at = home({ url, key })
  const flags = ['--scopes', 'account:read', '--sessions', '2', '--spend-day', '2.50']
  const made = await typed(at, 'keys', 'create', 'ci', ...flags)
  expect(made.stdout).toMatch(/^onm_pp\w{18}_\w{32}\n$/)
  const id = made.stdout.slice(4, 24)
  expect(made.stderr).toContain(`${id}: keep this key now`)
  const { passports } = JSON.parse((await typed(at, 'keys', 'list', '--json')).stdout)
  expect(passports[0]).toMatchObject({
    name: 'ci',
    scopes: ['account:read'],
    limits: { sessions_max: 2, spend_micros_per_day_max: 2_500_000 },
  })
  const ci = (key: string) => typed(home({ url, key: key.trim() }), 'account')
  expect((await ci(made.stdout)).code).toBe(0)
  const rotated = await typed(at, 'keys', 'rotate', id)
  world.advance({ seconds: limits.passportCacheSeconds })
  expect((await ci(made.stdout)).code).toBe(1)
  expect((await ci(rotated.stdout)).stdout).toContain('tier\tstandard')
  expect((await typed(at, 'keys', 'revoke', id)).stdout).toBe(`${id} is revoked\n`)
  const wrong = await typed(at, 'keys', 'create', 'x', '--scopes', 'everything')
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
})

test('who hits a limit is told how to ask for more, and asks', async () => {
  const { world, url, key } = await server()
  const at = home({ url, key })
  const limits = `/admin/accounts/${world.citizen('ada').accountId}/limits`
  await world.admin.put(limits, { sessions_max: 0 })
  const full = await typed(at, 'create')
  expect(full).toMatchObject({ code: 1, stdout: '' })
  expect(full.stderr).toContain('this account may have 0 at once\n')
  expect(full.stderr).toContain('ask for more with: onmemos quota')
  const asked = await typed(at, 'quota', '2 at once', '--why', 'to begin')
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringMatching(/^quot\w+\n$/) })
  const { quota_requests: queue } = (await world.admin.get('/admin/quota-requests')).body
  expect(queue).toMatchObject([
    { id: asked.stdout.trim(), email: 'ada@example.com', requested_limits: '2 at once' },
  ])
  const own = await typed(at, 'keys', 'create', 'small', '--sessions', '0')
  await world.admin.put(limits, { sessions_max: 2 })
  const small = await typed(home({ url, key: own.stdout.trim() }), 'create')
  expect(small.stderr).toContain("this limit is the key's own")
})

test('a token for other programs is the key in use', async () => {
  const at = home({ url: 'http://elsewhere.test', key: 'onm_one' })
  expect((await typed(at, 'token')).stdout).toBe('onm_one\n')
  expect((await typed(home(), 'token')).code).toBe(1)
})

test('a machine is made a member, given another role, and removed', async () => {
  const { url, key } = await server()
  const at = home({ url, key })
  const id = (await typed(at, 'members', 'add', 'robot', '--role', 'viewer')).stdout.trim()
  expect((await typed(at, 'members', 'role', id, 'member')).stdout).toBe('robot is member\n')
  expect((await typed(at, 'members', 'list')).stdout).toContain(`${id}\trobot\t-\tservice\tmember`)
  expect((await typed(at, 'members', 'remove', id)).code).toBe(0)
})

test('the audit log says what was done and what was refused', async () => {
  const { url, key } = await server()
  const at = home({ url, key })
  await typed(at, 'members', 'add', 'robot')
  await typed(at, 'keys', 'revoke', 'nothing')
  const log = await typed(at, 'audit')
  expect(log).toMatchObject({ code: 0, stderr: '' })
  expect(log.stdout).toMatch(/\tkeys\.revoke\tnot_found\t1\tpassport pp\w{18}\t/)
  const { stdout } = await typed(at, 'audit', '--action', 'members.add', '--all', '--json')
  expect(JSON.parse(stdout).records).toMatchObject([{ outcome: { status: 201, code: null } }])
  const early = ['--to', '2020-01-01T00:00:00Z']
  expect((await typed(at, 'audit', ...early)).stdout).toBe('')
  expect(await typed(at, 'audit', '--from', 'yesterday')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--from'),
  })
})
