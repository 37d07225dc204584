import { expect, test } from 'vitest'
import { plusSeconds, secondsBetween } from '../../../shared/platform/clock.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import { newWorld, type World } from '../../kit/world.ts'

/** Minutes as they pass: the sweep runs in each. */
async function minutesPass(world: World, minutes: number) {
  for (let n = 0; n < minutes; n++) {
    world.advance({ seconds: 60 })
    await world.run('sweep')
  }
}

/** Time goes on in a test too. */
const noticeSeconds = limits.priceNoticeSeconds + 10

/** From then on everything local costs twice as much, and a start costs something. */
const dearer = (world: World) => ({
  ...shipped,
  version: 'dearer',
  effective_from: plusSeconds(world.clock.now(), noticeSeconds),
  providers: {
    local: {
      ...shipped.providers.local,
      vcpu_hour: { nanos: 80_000_000, source: 'a test' },
      gib_hour: { nanos: 10_000_000, source: 'a test' },
      start_fee: { nanos: 2_500_000, source: 'a test' },
    },
  },
})

test('estimate, quote, create, run, extend, stop, receipt: exact to the micro-credit, also when prices rise between', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const wish = { provider: 'local', template: 'python', ttl_minutes: 5, max_cost: 50_000 }

  const estimated = await ada.post('/v1/estimates', { ...wish, duration_minutes: 4 })
  expect(estimated).toMatchObject({
    status: 200,
    body: {
      provider: 'local',
      expected: { micros: costOf(240, 45_000), seconds: 240 },
      high: { micros: costOf(300, 45_000), seconds: 300 },
      rate_per_hour: { micros: 45_000 },
      balance_after: { micros: 1_000_000 - costOf(240, 45_000) },
      hours_balance_lasts: (1_000_000 / 45_000).toFixed(4),
      price_version: shipped.version,
    },
  })
  const { items, quote } = estimated.body
  expect(items.map(({ item, micros }: { item: string; micros: number }) => [item, micros])).toEqual(
    [
      ['cpu', 2_666],
      ['memory', 334],
    ],
  )

  expect((await world.admin.post('/admin/prices', dearer(world))).status).toBe(201)
  world.advance({ seconds: noticeSeconds })
  const unquoted = await ada.post('/v1/estimates', wish)
  expect(unquoted.body).toMatchObject({
    rate_per_hour: { micros: 90_000 },
    start_fee: { micros: 2_500 },
  })

  const created = await ada.post('/v1/sessions', { ...wish, quote: quote.token })
  expect(created).toMatchObject({
    status: 201,
    body: { status: 'running', rate_per_hour: { micros: 45_000 } },
  })
  const path = `/v1/sessions/${created.body.id}`
  const ran = await ada.post(`${path}/execute`, { command: 'python3 -c "print(6*7)"' })
  expect(ran.body.stdout).toBe('42\n')
  await minutesPass(world, 3)
  await ada.post(`${path}/extend`, { minutes: 10 })
  await minutesPass(world, 4)

  const { body: now } = await ada.get(`${path}/cost`)
  expect(now.cost.micros).toBe(costOf(now.seconds, 45_000))
  expect(now.seconds).toBeGreaterThanOrEqual(420)
  expect(now.seconds_left.lease).toBeGreaterThan(0)
  expect(now.settled.micros + now.held.micros).toBeGreaterThanOrEqual(now.cost.micros)

  const stopped = await ada.delete(path)
  expect(stopped.body).toMatchObject({ status: 'stopped', reason: 'user' })
  const { body: receipt } = await ada.get(`${path}/receipt`)
  expect(receipt).toMatchObject({ is_final: true, price_version: shipped.version })
  expect(receipt.charged.micros).toBe(costOf(receipt.billed_seconds, 45_000))
  expect(receipt.charged.micros).toBeLessThanOrEqual(wish.max_cost)
  expect(receipt.held.micros).toBe(receipt.charged.micros + receipt.released.micros)
  expect((await ada.get(`${path}/cost`)).body).toMatchObject({
    is_final: true,
    cost: { micros: receipt.charged.micros },
    burn_per_hour: { micros: 0 },
    seconds_left: { lease: null, ttl: null, max_cost: null, credits: null },
  })
  expect((await ada.get('/v1/billing/balance')).body).toMatchObject({
    available: { micros: 1_000_000 - receipt.charged.micros },
    held: { micros: 0 },
  })
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})

test('without a quote a session is priced by the list in force, its start fee included', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  await world.admin.post('/admin/prices', dearer(world))
  world.advance({ seconds: noticeSeconds })
  const made = await world.as('ada').post('/v1/sessions', { provider: 'local' })
  world.advance({ seconds: 10 })
  await world.as('ada').delete(`/v1/sessions/${made.body.id}`)
  const { body: receipt } = await world.as('ada').get(`/v1/sessions/${made.body.id}/receipt`)
  expect(receipt).toMatchObject({ price_version: 'dearer', start_fee: { micros: 2_500 } })
  expect(receipt.charged.micros).toBe(2_500 + costOf(receipt.billed_seconds, 90_000))
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})

test('a session is stopped when its ceiling is reached, with that reason, and costs no more', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const wish = { provider: 'local', max_cost: costOf(400, 45_000) }
  const { id } = (await ada.post('/v1/sessions', wish)).body
  await ada.post(`/v1/sessions/${id}/extend`, { minutes: 600 })
  await minutesPass(world, 2)
  const { seconds_left: left, seconds } = (await ada.get(`/v1/sessions/${id}/cost`)).body
  expect(left.max_cost).toBe(400 - seconds)
  await minutesPass(world, 7)
  expect((await ada.get(`/v1/sessions/${id}`)).body).toMatchObject({
    status: 'stopped',
    reason: 'cost_limit',
  })
  const { body: receipt } = await ada.get(`/v1/sessions/${id}/receipt`)
  expect(receipt).toMatchObject({ billed_seconds: 400, charged: { micros: wish.max_cost } })
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})

test('a ceiling below the first lease is kept by the box itself', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const wish = { provider: 'local', max_cost: costOf(100, 45_000) }
  const { id } = (await world.as('ada').post('/v1/sessions', wish)).body
  const { leaseEndsAt } = await world.plane.agent('local', id).stat()
  expect(secondsBetween(world.clock.now(), leaseEndsAt)).toBeLessThanOrEqual(100)
})
