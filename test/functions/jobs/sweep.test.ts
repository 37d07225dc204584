import { expect, test } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
import { newWorld, type World } from '../../kit/world.ts'

const rate = 45_000

async function running(world: World, body: object = {}) {
  const made = await world.as('ada').post('/v1/sessions', { provider: 'local', ...body })
  expect(made.body.status).toBe('running')
  const path = `/v1/sessions/${made.body.id}`
  return { id: made.body.id, look: async () => (await world.as('ada').get(path)).body }
}

/** Minutes as they pass: the sweep runs in each. */
async function minutesPass(world: World, minutes: number) {
  for (let n = 0; n < minutes; n++) {
    world.advance({ seconds: 60 })
    await world.run('sweep')
  }
}

test('a session lives on from lease to lease, and each is told to its agent', async () => {
  const world = await newWorld()
  const { id, look } = await running(world)
  await minutesPass(world, 12)
  expect((await look()).status).toBe('running')
  const { leaseEndsAt } = await world.plane.agent('local', id).stat()
  expect(Date.parse(leaseEndsAt)).toBeGreaterThan(Date.parse(world.clock.now()))
  await world.as('ada').delete(`/v1/sessions/${id}`)
  const { body: receipt } = await world.as('ada').get(`/v1/sessions/${id}/receipt`)
  expect(receipt.charged.micros).toBe(costOf(receipt.billed_seconds, rate))
  expect(receipt.billed_seconds).toBeGreaterThanOrEqual(720)
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})

test('a session whose time is up is stopped, with that reason', async () => {
  const world = await newWorld()
  const { look } = await running(world, { ttl_minutes: 2 })
  await minutesPass(world, 3)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'ttl' })
  expect(await world.plane.providers.local.list()).toEqual([])
})

test('a session whose credits are gone is stopped, and nothing goes below zero', async () => {
  const world = await newWorld({ credit: { ada: 0 } })
  const micros = costOf(limits.leaseSeconds, rate) + costOf(100, rate)
  await world.admin.post(`/admin/accounts/${world.citizen('ada').accountId}/credits`, { micros })
  const { id, look } = await running(world)
  await minutesPass(world, 8)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'credits' })
  const { body: receipt } = await world.as('ada').get(`/v1/sessions/${id}/receipt`)
  expect(receipt.charged.micros).toBeLessThanOrEqual(micros)
  expect(receipt.billed_seconds).toBe(400)
  expect(await world.audit()).toMatchObject({ findings: [] })
})

test('a session that never came to run fails, and its credits come back', async () => {
  const world = await newWorld({ dispatch: 'pubsub' })
  world.plane.publish = async () => undefined
  const { id } = (await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })).body
  await minutesPass(world, 3)
  expect((await world.as('ada').get(`/v1/sessions/${id}`)).body).toMatchObject({
    status: 'failed',
    reason: 'start_failed',
  })
  expect((await world.as('ada').get('/v1/billing/balance')).body.available.micros).toBe(1_000_000)
})

test('two sweeps at once renew once', async () => {
  const world = await newWorld()
  const { id } = await running(world)
  world.advance({ seconds: 200 })
  await Promise.all([world.run('sweep'), world.run('sweep')])
  const { entries } = (await world.as('ada').get(`/v1/sessions/${id}/receipt`)).body
  expect(entries.filter((entry: { verb: string }) => /hold$/.test(entry.verb))).toHaveLength(2)
})

test('a box that was killed ends its session as lost, charged until then', async () => {
  const world = await newWorld()
  const { id, look } = await running(world)
  await world.plane.providers.local.stop(id, 0)
  expect(
    await world.as('ada').post(`/v1/sessions/${id}/execute`, { command: 'true' }),
  ).toMatchObject({ status: 409, body: { code: 'session_not_running', reason: 'provider_lost' } })
  expect(await look()).toMatchObject({ status: 'failed', reason: 'provider_lost' })
  expect(await world.audit()).toMatchObject({ findings: [] })
})

test('a box without a session is destroyed, and a session without a box ends', async () => {
  const world = await newWorld()
  const { id, look } = await running(world)
  await world.plane.providers.local.start({
    sessionId: 'orphan',
    accountId: 'nobody',
    template: 'base',
    env: {},
    cpuMillis: 100,
    memoryMb: 128,
    diskMb: 16,
    leaseSeconds: 60,
    agentKey: 'key-of-an-orphan',
  })
  expect(await world.run('reconcile')).toMatchObject({ boxes: 2, destroyed: 1 })
  expect((await look()).status).toBe('running')
  await world.plane.providers.local.stop(id, 0)
  await world.run('recover')
  expect(await look()).toMatchObject({ status: 'failed', reason: 'provider_lost' })
})

test('a renewal whose telling was lost is told again', async () => {
  const world = await newWorld()
  const { id } = await running(world)
  const { agent } = world.plane
  world.advance({ seconds: 200 })
  world.plane.agent = () => {
    throw new Error('cut off between the commit and the telling')
  }
  await world.run('sweep')
  world.plane.agent = agent
  const before = (await agent('local', id).stat()).leaseEndsAt
  await world.run('reconcile')
  const after = (await agent('local', id).stat()).leaseEndsAt
  expect(Date.parse(after)).toBeGreaterThan(Date.parse(before))
})
