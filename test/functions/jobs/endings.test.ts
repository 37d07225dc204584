import { expect, test } from 'vitest'
import { plusSeconds, secondsBetween } from '../../../shared/platform/clock.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
import { newWorld, type World } from '../../kit/world.ts'

const rate = 45_000

async function running(wish: object = {}, credit = 1) {
  const world = await newWorld({ credit: { ada: credit } })
  const made = await world.as('ada').post('/v1/sessions', { provider: 'local', ...wish })
  expect(made.body.status).toBe('running')
  const path = `/v1/sessions/${made.body.id}`
  return {
    world,
    path,
    look: async () => (await world.as('ada').get(path)).body,
    warnings: async () => {
      const { events } = (await world.as('ada').get(`${path}/events`)).body
      return events
        .filter(({ type }: { type: string }) => type === 'warning')
        .map(({ data }: { data: Told }): [string, number] => [data.reason, data.point_seconds])
    },
  }
}
interface Told {
  readonly reason: string
  readonly point_seconds: number
}

/** Minutes as they pass: the sweep runs in each. */
async function minutesPass(world: World, minutes: number) {
  for (let n = 0; n < minutes; n++) {
    world.advance({ seconds: 60 })
    await world.run('sweep')
  }
}

test('a session that has run for as long as it may is stopped, though it had time to live', async () => {
  const { world, look } = await running({ max_duration_minutes: 3, ttl_minutes: 60 })
  await minutesPass(world, 4)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'duration' })
})

test('more time to live does not make a session run longer than it may', async () => {
  const { world, path, look } = await running({
    expected_duration_minutes: 2,
    stop_after_expected: true,
  })
  await world.as('ada').post(`${path}/extend`, { minutes: 60 })
  await minutesPass(world, 3)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'duration' })
})

test('its owner is warned ten, five and one minute before its time is up, once each', async () => {
  const { world, look, warnings } = await running({ ttl_minutes: 12, idle_minutes: 0 })
  expect(await warnings()).toEqual([])
  await minutesPass(world, 3)
  expect(await warnings()).toEqual([['ttl', 600]])
  await Promise.all([world.run('sweep'), world.run('sweep')])
  await minutesPass(world, 8)
  expect(await warnings()).toEqual([
    ['ttl', 600],
    ['ttl', 300],
    ['ttl', 60],
  ])
  await minutesPass(world, 2)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'ttl' })
})

test('a session that was given more time is warned of its new end as well', async () => {
  const { world, path, warnings } = await running({ ttl_minutes: 7, idle_minutes: 0 })
  await minutesPass(world, 2)
  expect(await warnings()).toEqual([['ttl', 300]])
  await world.as('ada').post(`${path}/extend`, { minutes: 7 })
  await minutesPass(world, 8)
  expect(await warnings()).toEqual([
    ['ttl', 300],
    ['ttl', 600],
    ['ttl', 300],
  ])
})

test('it is warned of its ceiling', async () => {
  const { world, warnings, look } = await running({ max_cost: costOf(420, rate), idle_minutes: 0 })
  await minutesPass(world, 8)
  expect(await warnings()).toEqual([
    ['cost_limit', 300],
    ['cost_limit', 60],
  ])
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'cost_limit' })
})

test('it is warned of its last credits, and credits that come in time save it', async () => {
  const { world, warnings, look } = await running({ idle_minutes: 0 }, costOf(420, rate) / 1e6)
  await minutesPass(world, 6)
  expect(await warnings()).toEqual([
    ['credits', 300],
    ['credits', 60],
  ])
  const { accountId } = world.citizen('ada')
  await world.admin.post(`/admin/accounts/${accountId}/credits`, { micros: 1_000_000 })
  world.advance({ seconds: 30 })
  await world.run('sweep')
  await minutesPass(world, 5)
  expect(await look()).toMatchObject({ status: 'running' })
  expect(await warnings()).toHaveLength(2)
})

test('a session that nobody uses is warned, and stopped as idle', async () => {
  const { world, warnings, look } = await running({ idle_minutes: 7 })
  await minutesPass(world, 6)
  expect(await warnings()).toEqual([
    ['idle', 300],
    ['idle', 60],
  ])
  expect((await look()).status).toBe('running')
  await minutesPass(world, 2)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'idle' })
  expect(await world.plane.providers.local.list()).toEqual([])
})

test('a session whose agent does not answer is not taken for idle', async () => {
  const { world, look } = await running({ idle_minutes: 2 })
  const { agent } = world.plane
  world.plane.agent = (backend, id) => ({
    ...agent(backend, id),
    stat: async () => {
      throw new Error('cut off')
    },
  })
  await minutesPass(world, 4)
  expect((await look()).status).toBe('running')
  world.plane.agent = agent
  await minutesPass(world, 1)
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'idle' })
})

test('a session that works on unattended is not idle, however long its owner is away', async () => {
  const { world, path, look } = await running({ idle_minutes: 7 })
  const busy = { command: 'nohup sh -c "while :; do :; done" >/dev/null 2>&1 &' }
  expect(await world.as('ada').post(`${path}/execute`, busy)).toMatchObject({ status: 200 })
  const { agent } = world.plane
  let ahead = 0
  // An agent whose clock is the test's, as its CPU time is real.
  world.plane.agent = (backend, id) => ({
    ...agent(backend, id),
    stat: async () => {
      const told = await agent(backend, id).stat()
      return { ...told, lastActivityAt: plusSeconds(told.lastActivityAt, ahead) }
    },
  })
  const { startedAt } = await agent('local', (await look()).id).stat()
  await expect
    .poll(async () => (await agent('local', (await look()).id).stat()).lastActivityAt, {
      timeout: 30_000,
    })
    .satisfy((at: string) => secondsBetween(startedAt, at) > 4)
  for (let minute = 0; minute < 12; minute++) {
    ahead += 60
    await minutesPass(world, 1)
  }
  expect((await look()).status).toBe('running')
})

test('at its end a session has the grace it asked for, and what it says then is heard', async () => {
  const { world, path, look } = await running({ stop_grace_seconds: 20 })
  const script = 'trap "sleep 1; echo saved; exit 7" TERM; echo ready; while :; do sleep 0.05; done'
  let said = ''
  let exitCode: number | null | undefined
  let deleted: Promise<unknown> | undefined
  const command = { argv: ['/bin/sh', '-c', script] } as const
  for await (const event of world.plane.agent('local', (await look()).id).run(command)) {
    if (event.type === 'stdout') said += Buffer.from(event.data).toString()
    if (event.type === 'end') exitCode = event.exitCode
    if (said === 'ready\n') deleted ??= world.as('ada').delete(path)
  }
  await deleted
  expect({ said, exitCode }).toEqual({ said: 'ready\nsaved\n', exitCode: 7 })
  expect(await look()).toMatchObject({ status: 'stopped', reason: 'user' })
})

test('who does not heed it is killed when its grace is over', async () => {
  const { world, path, look } = await running({ stop_grace_seconds: 1 })
  const script = 'trap "" TERM; echo ready; while :; do sleep 0.05; done'
  let signal: string | null | undefined
  let deleted: Promise<unknown> | undefined
  const command = { argv: ['/bin/sh', '-c', script] } as const
  for await (const event of world.plane.agent('local', (await look()).id).run(command)) {
    if (event.type === 'stdout') deleted ??= world.as('ada').delete(path)
    if (event.type === 'end') signal = event.signal
  }
  await deleted
  expect(signal).toBe('SIGKILL')
})
