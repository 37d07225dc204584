import { expect, test } from 'vitest'
import { consume } from '../../../functions/consume.ts'
import { workers } from '../../../functions/index.ts'
import type { SessionCommand, WorkerName } from '../../../shared/contract/topics.ts'
import { newWorld, type World } from '../../kit/world.ts'

/** A push as Pub/Sub sends it. */
const push = (world: World, command: SessionCommand, name: WorkerName = 'local') =>
  consume(
    workers[name],
    {
      message: {
        messageId: '1',
        data: Buffer.from(JSON.stringify(command)).toString('base64'),
      },
    },
    world.plane,
  )

const commandOf = (verb: SessionCommand['verb'], id: string): SessionCommand => ({
  verb,
  backend: 'local',
  session_id: id,
})

/** A world whose workers are told by the test alone. */
async function worldWithSession() {
  const world = await newWorld({ dispatch: 'pubsub' })
  world.plane.publish = async () => undefined
  const { id } = (await world.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })).body
  const status = async () => (await world.as('ada').get(`/v1/sessions/${id}`)).body.status
  return { world, id, status }
}

test('a start told again, and again at once, makes one box and bills once', async () => {
  const { world, id, status } = await worldWithSession()
  const start = commandOf('start', id)
  expect(await Promise.all([push(world, start), push(world, start)])).toEqual([204, 204])
  expect(await push(world, start)).toBe(204)
  expect(await status()).toBe('running')
  expect(await world.plane.providers.local.list()).toHaveLength(1)
  const { events } = (await world.as('ada').get(`/v1/sessions/${id}/events`)).body
  expect(events.map((event: { type: string }) => event.type)).toEqual(['created', 'running'])
})

test('a start that comes after the stop starts nothing', async () => {
  const { world, id, status } = await worldWithSession()
  await world.as('ada').delete(`/v1/sessions/${id}`, { prefer: 'respond-async' })
  expect(await push(world, commandOf('stop', id))).toBe(204)
  expect(await push(world, commandOf('start', id))).toBe(204)
  expect(await status()).toBe('stopped')
  expect(await world.plane.providers.local.list()).toEqual([])
  expect(await world.audit()).toMatchObject({ findings: [] })
})

test('a stop that overtakes its start is taken when it is due, not before', async () => {
  const { world, id, status } = await worldWithSession()
  expect(await push(world, commandOf('stop', id))).toBe(204)
  expect(await status()).toBe('provisioning')
})

test('a start and a stop at once leave no box, whoever is first', async () => {
  const { world, id, status } = await worldWithSession()
  const starting = push(world, commandOf('start', id))
  const deleting = world.as('ada').delete(`/v1/sessions/${id}`)
  await starting
  await push(world, commandOf('stop', id))
  await deleting
  expect(await status()).toBe('stopped')
  expect(await world.plane.providers.local.list()).toEqual([])
  expect((await world.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
})

test('a start that was given up gives the credits back and says so', async () => {
  const { world, id } = await worldWithSession()
  expect(await push(world, commandOf('start', id), 'deadLetters')).toBe(204)
  expect((await world.as('ada').get(`/v1/sessions/${id}`)).body).toMatchObject({
    status: 'failed',
    reason: 'start_failed',
  })
  expect((await world.as('ada').get('/v1/billing/balance')).body).toMatchObject({
    held: { micros: 0 },
    available: { micros: 1_000_000 },
  })
})

test('a message that cannot be read is taken, not asked for again', async () => {
  const { world } = await worldWithSession()
  expect(
    await consume(workers.local, { message: { messageId: '1', data: '???' } }, world.plane),
  ).toBe(204)
  expect(await consume(workers.local, 'nothing', world.plane)).toBe(204)
})

test('a line whose saver was cut off is published by the relay', async () => {
  const { world, id } = await worldWithSession()
  const { docs } = await world.plane.db.collection('outbox').get()
  expect(docs).toHaveLength(0)
  world.plane.publish = async () => {
    throw new Error('Pub/Sub is away')
  }
  await world.as('ada').delete(`/v1/sessions/${id}`)
  const published: string[] = []
  world.plane.publish = async (line) => {
    if (line.topic === 'session-commands') published.push(line.command.verb)
  }
  await world.run('relay')
  expect(published).toEqual([])
  world.advance({ seconds: 60 })
  await world.run('relay')
  await world.run('relay')
  expect(published).toEqual(['stop'])
})
