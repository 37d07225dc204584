import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { agentClient } from '../../../shared/agents/client.ts'
import { allWarmBoxes } from '../../../shared/pools/store.ts'
import { newWorld, type World } from '../../kit/world.ts'

const always = (size: number) => [{ from_hour: 0, size }]
const plenty = 1_000_000

/** A world with a pool of so many of the default shape, filled. */
async function worldWithPool(size: number, budget = plenty) {
  const world = await newWorld({ credit: { ada: 5, eve: 5 } })
  const wish = { provider: 'local', sizes: always(size), budget_micros_per_day: budget }
  const { status } = await world.admin.put('/admin/pools/small', wish)
  expect(status).toBe(200)
  await world.run('refill')
  return world
}

const create = (world: World, name = 'ada', more: object = {}) =>
  world.as(name).post('/v1/sessions', { provider: 'local', ...more })

const said = async (world: World, id: string, command: string, name = 'ada') =>
  (await world.as(name).post(`/v1/sessions/${id}/execute`, { command })).body

const boxes = (world: World) => world.plane.providers.local.list()
const pool = async (world: World) => (await world.admin.get('/admin/pools')).body.pools[0]

test('a create gets a box that waited, as its own; the pool fills up again', async () => {
  const world = await worldWithPool(1)
  expect((await pool(world)).ready).toBe(1)
  const { body } = await create(world, 'ada', {
    env: { CITY: 'Ulm' },
    namespace: 'lab',
    user: 'ada',
  })
  expect(body).toMatchObject({ status: 'running', details: { warm: true } })
  const { stdout } = await said(world, body.id, 'echo $CITY $NAMESPACE $USER $WORKSPACE_ID; id -u')
  expect(stdout.split('\n')[0]).toBe(`Ulm lab ada ${body.name}`)
  expect((await boxes(world)).map(({ sessionId }) => sessionId)).toEqual([body.id])

  await world.run('refill')
  expect(await pool(world)).toMatchObject({ ready: 1 })
  expect(await boxes(world)).toHaveLength(2)
  await world.as('ada').delete(`/v1/sessions/${body.id}`)
  expect((await world.as('ada').get(`/v1/sessions/${body.id}/receipt`)).body.is_final).toBe(true)
  await world.run('reconcile')
  expect(await boxes(world)).toHaveLength(1)
})

test('of five creates at once two get the two that wait, three are made, and no two share one', async () => {
  const world = await worldWithPool(2)
  const names = ['ada', 'eve', 'ada', 'eve', 'ada']
  const made = await Promise.all(names.map((name) => create(world, name)))
  const warm = made.filter(({ body }) => body.details.warm === true)
  expect(made.map(({ body }) => body.status)).toEqual(names.map(() => 'running'))
  expect(warm).toHaveLength(2)
  expect(await boxes(world)).toHaveLength(5)
  for (const [at, { body }] of made.entries()) {
    const name = names[at] ?? ''
    await said(world, body.id, `echo ${body.id} > /workspace/mine`, name)
  }
  for (const [at, { body }] of made.entries()) {
    expect((await said(world, body.id, 'cat /workspace/mine', names[at])).stdout).toBe(
      `${body.id}\n`,
    )
  }
})

test('the key a box waited with opens nothing once it is somebody’s', async () => {
  const world = await worldWithPool(1)
  const [waiting] = await allWarmBoxes(world.plane.db)
  const { body } = await create(world)
  const spare = world.plane.agentKey(waiting?.id ?? '')
  const address = world.plane.providers.local.address(body.id)
  await expect(agentClient(address, spare).stat()).rejects.toThrow('access token')
  await expect(agentClient(address, world.plane.agentKey(body.id)).stat()).resolves.toMatchObject({
    processesRunning: 0,
  })
})

test('another shape, another template: nothing that waits is good for it', async () => {
  const world = await worldWithPool(1)
  const other = await create(world, 'ada', { template: 'python' })
  const larger = await create(world, 'ada', { resources: { cpu_millis: 2_000 } })
  expect([other.body.details.warm, larger.body.details.warm]).toEqual([undefined, undefined])
  expect((await pool(world)).ready).toBe(1)
})

test('a box that died while it waited is no session’s end: the session gets another', async () => {
  const world = await worldWithPool(1)
  const [waiting] = await boxes(world)
  const record = `${world.runDirectory}/${waiting?.sessionId}/box.json`
  const { process: box } = JSON.parse(readFileSync(record, 'utf8'))
  process.kill(box.pid, 'SIGKILL')
  const { body } = await create(world)
  expect(body.status).toBe('running')
  expect(body.details.warm).toBeUndefined()
  expect((await said(world, body.id, 'echo up')).stdout).toBe('up\n')
  expect(await boxes(world)).toHaveLength(1)
})

test('cut between the claim and the box, the start told again ends well', async () => {
  const world = await worldWithPool(1)
  const { start } = world.plane.providers.local
  let cuts = 0
  Object.assign(world.plane.providers.local, {
    start: async (spec: Parameters<typeof start>[0]) => {
      if (cuts++ === 0) throw new Error('cut')
      return start(spec)
    },
  })
  const { body } = await world.as('ada').post('/v1/sessions?wait=1', { provider: 'local' })
  expect(body.status).toBe('provisioning')
  await world.run('refill')
  await world.run('reconcile')
  await world.run('recover')
  const after = (await world.as('ada').get(`/v1/sessions/${body.id}`)).body
  expect(after).toMatchObject({ status: 'running', details: { warm: true } })
})

test('what waits is ended when its time, its number or the budget is over, and with its pool', async () => {
  const world = await worldWithPool(3)
  const first = (await allWarmBoxes(world.plane.db)).map(({ id }) => id)
  world.advance({ seconds: 1_790 })
  await world.run('refill')
  const second = (await allWarmBoxes(world.plane.db)).map(({ id }) => id)
  expect(second).toHaveLength(3)
  expect(second.filter((id) => first.includes(id))).toEqual([])
  const { spent_today, rate_per_hour } = await pool(world)
  // The clock goes on by itself, too.
  const least = 3 * Math.ceil((1_790 * rate_per_hour.micros) / 3_600)
  expect(spent_today.micros).toBeGreaterThanOrEqual(least)
  expect(spent_today.micros).toBeLessThan(least * 1.05)

  await world.admin.put('/admin/pools/small', {
    provider: 'local',
    sizes: always(1),
    budget_micros_per_day: plenty,
  })
  await world.run('refill')
  expect(await boxes(world)).toHaveLength(1)

  await world.admin.put('/admin/pools/small', {
    provider: 'local',
    sizes: always(1),
    budget_micros_per_day: spent_today.micros,
  })
  await world.run('refill')
  expect(await boxes(world)).toHaveLength(0)

  await world.admin.put('/admin/pools/small', {
    provider: 'local',
    sizes: always(1),
    budget_micros_per_day: plenty,
  })
  await world.run('refill')
  expect(await boxes(world)).toHaveLength(1)
  expect((await world.admin.delete('/admin/pools/small')).status).toBe(200)
  expect((await world.admin.delete('/admin/pools/small')).status).toBe(404)
  await world.run('refill')
  expect(await boxes(world)).toEqual([])
  expect(await allWarmBoxes(world.plane.db)).toEqual([])
})

test('reconcile leaves what waits alone, and ends a waiting box that no pool knows', async () => {
  const world = await worldWithPool(2)
  await world.run('reconcile')
  expect(await boxes(world)).toHaveLength(2)
  const [one] = await allWarmBoxes(world.plane.db)
  await world.plane.db.doc(`warm_boxes/${one?.id}`).delete()
  await world.run('reconcile')
  expect(await boxes(world)).toHaveLength(1)
})

test.for([
  [{ sizes: [] }, 'sizes'],
  [{ sizes: [{ from_hour: 24, size: 1 }] }, 'from_hour'],
  [{ sizes: [...always(1), ...always(2)] }, 'once'],
  [{ sizes: always(51) }, 'size'],
  [{ sizes: always(1), budget_micros_per_day: -1 }, 'budget'],
] as const)('a wrong pool is refused with what is wrong (%j)', async ([wrong, word]) => {
  const world = await newWorld()
  const wish = { provider: 'local', budget_micros_per_day: 1, ...wrong }
  const { status, body } = await world.admin.put('/admin/pools/small', wish)
  expect(status).toBe(422)
  expect(JSON.stringify(body)).toContain(word)
})
