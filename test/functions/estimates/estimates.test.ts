import { expect, test } from 'vitest'
import { costOf } from '../../../shared/pricing/rate.ts'
import { newWorld, type World } from '../../kit/world.ts'

/** Sessions that are over, as the database keeps them: each a copy of a real one that ran so long. */
async function ran(world: World, template: string, seconds: readonly number[], reason = 'user') {
  const ada = world.as('ada')
  const { id } = (await ada.post('/v1/sessions', { provider: 'local', template })).body
  await ada.delete(`/v1/sessions/${id}`)
  const sessions = world.plane.db.collection('sessions')
  const like = (await sessions.doc(id).get()).data() ?? {}
  await sessions.doc(id).delete()
  for (const [turn, length] of seconds.entries()) {
    const name = `${id}${turn}`
    const bill = { seconds: length, charged: costOf(length, 45_000) }
    await sessions.doc(name).set({ ...like, id: name, reason, bill })
  }
}

const estimate = async (world: World, body: object) =>
  (await world.as('ada').post('/v1/estimates', { provider: 'local', ...body })).body

test('an estimate rests on past sessions of the template, else on all, else on what was said, else on the limits', async () => {
  const world = await newWorld({ credit: { ada: 5 } })
  expect(await estimate(world, { ttl_minutes: 30 })).toMatchObject({
    basis: { kind: 'limits', sessions: 0 },
    low: { seconds: 1 },
    expected: { seconds: 1_800 },
    high: { seconds: 1_800 },
  })
  expect(await estimate(world, { duration_minutes: 90 })).toMatchObject({
    basis: { kind: 'stated' },
    expected: { seconds: 5_400 },
    high: { seconds: 5_400 },
  })

  await ran(world, 'go', [100, 110, 120, 130, 140, 150])
  const ofGo = await estimate(world, { template: 'go' })
  const ofPython = await estimate(world, { template: 'python' })
  expect(ofGo).toMatchObject({
    basis: { kind: 'template', sessions: 6 },
    expected: { seconds: 125 },
  })
  expect(ofGo.low.seconds).toBeLessThan(100)
  expect(ofGo.high.seconds).toBeGreaterThan(150)
  expect(ofPython).toMatchObject({ basis: { kind: 'account' }, expected: { seconds: 125 } })
  expect(ofPython.confidence).toBeLessThan(ofGo.confidence)

  await ran(world, 'go', Array(30).fill(125))
  const surer = await estimate(world, { template: 'go' })
  expect(surer.confidence).toBeGreaterThan(ofGo.confidence)
  expect(surer.high.seconds).toBeLessThan(ofGo.high.seconds)
  expect(surer.expected.micros).toBe(costOf(surer.expected.seconds, 45_000))
})

test('sessions that a limit ended count as long as this one may be', async () => {
  const world = await newWorld({ credit: { ada: 5 } })
  await ran(world, 'base', [600, 600, 600, 600, 600], 'ttl')
  expect(await estimate(world, { ttl_minutes: 120 })).toMatchObject({
    expected: { seconds: 7_200 },
    high: { seconds: 7_200 },
    recommendations: [],
  })
})

test('a comparison marks the cheapest, and says how much more each other costs', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const configurations = ['workstations', 'gke', 'cloud_run'].map((provider) => ({
    provider,
    duration_minutes: 60,
  }))
  const { body } = await world.as('ada').post('/v1/estimates/compare', { configurations })
  expect(body).toMatchObject({
    cheapest: 1,
    estimates: [
      { provider: 'workstations', is_cheapest: false, more_than_cheapest: { micros: 125_313 } },
      { provider: 'gke', is_cheapest: true, more_than_cheapest: { micros: 0 } },
      {
        provider: 'cloud_run',
        is_cheapest: false,
        more_than_cheapest: { micros: 72_000 - 49_423 },
      },
    ],
  })
})

test('another provider is recommended when it is here and costs less, with exactly what it saves', async () => {
  const world = await newWorld({ placement: { gke: 'local', cloud_run: 'local' } })
  const { recommendations } = await estimate(world, { provider: 'auto', duration_minutes: 60 })
  expect(recommendations).toMatchObject([
    {
      kind: 'provider',
      change: { provider: 'gke' },
      saving: { micros: 72_000 - 49_423 },
      saving_of: 'expected',
    },
  ])
  expect((await estimate(world, { provider: 'gke' })).recommendations).toEqual([])
})

test('nothing is recommended that lacks what was asked for', async () => {
  const world = await newWorld()
  const wishes = [
    { provider: 'workstations', needs_ssh: true },
    { provider: 'workstations', storage: { bucket: 'my-bucket' } },
    { provider: 'workstations', storage: { filestore: { ip: '10.0.0.1', share: 'vol' } } },
  ]
  for (const wish of wishes) expect((await estimate(world, wish)).recommendations).toEqual([])
  const apart = await newWorld({ placement: { cloud_run: 'local', workstations: 'local' } })
  const long = { provider: 'workstations', long_lived: true }
  expect((await estimate(apart, long)).recommendations).toEqual([])
})

test('less time to live is recommended to who never needs it, with what it saves when it is forgotten', async () => {
  const world = await newWorld({ credit: { ada: 5 } })
  await ran(world, 'base', [100, 110, 120, 130, 140, 150])
  const { recommendations, high } = await estimate(world, { ttl_minutes: 600 })
  const minutes = Math.ceil(high.seconds / 60)
  expect(recommendations).toMatchObject([
    {
      kind: 'shorter_ttl',
      change: { ttl_minutes: minutes },
      saving: { micros: costOf(36_000, 45_000) - costOf(minutes * 60, 45_000) },
      saving_of: 'worst_case',
    },
  ])
  expect((await estimate(world, { ttl_minutes: minutes })).recommendations).toEqual([])
})

test('the live cost says what is left on credits with all that runs, on time and on the ceiling', async () => {
  const world = await newWorld({ credit: { ada: 1 } })
  const ada = world.as('ada')
  const [one, other] = [
    (await ada.post('/v1/sessions', { provider: 'local', max_cost: 45_000 })).body.id,
    (await ada.post('/v1/sessions', { provider: 'local' })).body.id,
  ]
  world.advance({ seconds: 100 })
  const { body } = await ada.get(`/v1/sessions/${one}/cost`)
  expect(body).toMatchObject({
    status: 'running',
    is_final: false,
    burn_per_hour: { micros: 45_000 },
    held: { micros: 3_750 },
    settled: { micros: 0 },
    max_cost: { micros: 45_000 },
  })
  expect(body.seconds).toBeGreaterThanOrEqual(100)
  expect(body.cost.micros).toBe(costOf(body.seconds, 45_000))
  expect(body.seconds_left.max_cost).toBe(3_600 - body.seconds)
  expect(body.seconds_left.lease).toBeLessThanOrEqual(200)
  expect(body.seconds_left.ttl).toBeLessThanOrEqual(3_500)
  // A credit at 90,000 an hour, less what both have used.
  expect(body.seconds_left.credits).toBeGreaterThan(40_000 - 110)
  expect(body.seconds_left.credits).toBeLessThanOrEqual(40_000 - 100)
  await ada.delete(`/v1/sessions/${other}`)
  const alone = (await ada.get(`/v1/sessions/${one}/cost`)).body
  expect(alone.seconds_left.credits).toBeGreaterThan(79_000)
})
