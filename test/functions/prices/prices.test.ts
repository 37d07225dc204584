import { expect, test } from 'vitest'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import { newWorld } from '../../kit/world.ts'

const figures = {
  providers: shipped.providers,
  storage_gib_month: shipped.storage_gib_month,
  egress_gib: shipped.egress_gib,
}
const later = (now: string) => ({
  ...figures,
  version: 'v2',
  effective_from: plusSeconds(now, noticeSeconds),
})
/** Time goes on in a test too. */
const noticeSeconds = limits.priceNoticeSeconds + 10
/** Everything local at three times the price. */
const tripled = {
  ...figures,
  providers: {
    local: {
      ...shipped.providers.local,
      vcpu_hour: { nanos: 120_000_000, source: 'a test' },
      gib_hour: { nanos: 15_000_000, source: 'a test' },
    },
  },
}

test('the list in force is public with its sources; an administrator sees every version', async () => {
  const world = await newWorld()
  expect((await world.as('ada').get('/v1/prices')).body).toEqual(shipped)
  const list = later(world.clock.now())
  expect(await world.admin.post('/admin/prices', list)).toMatchObject({ status: 201, body: list })
  expect((await world.as('ada').get('/v1/prices')).body.version).toBe(shipped.version)
  expect((await world.admin.get('/admin/prices')).body).toEqual({
    in_force: shipped.version,
    price_lists: [list, shipped],
  })
  world.advance({ seconds: noticeSeconds })
  expect((await world.as('ada').get('/v1/prices')).body).toEqual(list)
  expect((await world.admin.get('/admin/prices')).body.in_force).toBe('v2')
})

test('a version is published once: again it is the same, with other prices it is refused', async () => {
  const world = await newWorld()
  const list = later(world.clock.now())
  for (const _ of ['once', 'again']) {
    expect((await world.admin.post('/admin/prices', list)).status).toBe(201)
  }
  const other = { ...list, egress_gib: { nanos: 1, source: 'a test' } }
  expect(await world.admin.post('/admin/prices', other)).toMatchObject({
    status: 409,
    body: { code: 'price_version_exists' },
  })
})

test.each([
  ['negative', -1],
  ['fractional', 0.5],
  ['huge', 1e30],
  ['past what is exact', 9_007_199_254_740_992],
  ['a string', '1'],
  ['nothing', null],
])('a price that is %s is refused', async (_, nanos) => {
  const world = await newWorld({ credit: {} })
  const list = { ...later(world.clock.now()), egress_gib: { nanos, source: 'a test' } }
  const answer = await world.admin.post('/admin/prices', list)
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
  expect(answer.body.errors[0].location).toBe('body.egress_gib.nanos')
})

test.each([
  ['without a source', { egress_gib: { nanos: 1 } }, 'body.egress_gib.source'],
  ['without a class of storage', { storage_gib_month: {} }, 'body.storage_gib_month.standard'],
  ['with an unknown provider', { providers: { moon: {} } }, 'body.providers.moon'],
  ['that is in force at once', { effective_from: '2020-01-01T00:00:00Z' }, 'body.effective_from'],
])('a list %s is refused', async (_, change, where) => {
  const world = await newWorld({ credit: {} })
  const answer = await world.admin.post('/admin/prices', { ...later(world.clock.now()), ...change })
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
  expect(answer.body.errors.map((flaw: { location: string }) => flaw.location)).toContain(where)
})

test('a preview says what sessions would cost by other prices, and changes nothing', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const ended = (await ada.post('/v1/sessions', { provider: 'local' })).body.id
  world.advance({ seconds: 100 })
  await ada.delete(`/v1/sessions/${ended}`)
  const live = (await ada.post('/v1/sessions', { provider: 'local' })).body.id
  const { billed_seconds: seconds } = (await ada.get(`/v1/sessions/${ended}/receipt`)).body

  const { body } = await world.admin.post('/admin/prices/preview', tripled)
  const effect = {
    sessions: 1,
    before: { micros: costOf(seconds, 45_000) },
    after: { micros: costOf(seconds, 135_000) },
  }
  expect(body).toMatchObject({
    live_per_hour: { sessions: 1, before: { micros: 45_000 }, after: { micros: 135_000 } },
    ended: effect,
    ended_by_provider: { local: effect },
    is_complete: true,
  })
  expect((await world.as('ada').get('/v1/prices')).body.version).toBe(shipped.version)
  expect((await ada.get(`/v1/sessions/${live}/cost`)).body.rate_per_hour.micros).toBe(45_000)
})
