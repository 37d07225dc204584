import { afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { newId } from '../../../shared/platform/ids.ts'
import { newCloudRun } from '../../kit/cloudRun.ts'
import { connectJson, serveShell } from '../../kit/shell.ts'
import { until } from '../../kit/until.ts'
import { newWorld, type World } from '../../kit/world.ts'

// A loaded machine takes its time to begin containers.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cloud: Awaited<ReturnType<typeof newCloudRun>>
let world: World
beforeAll(async () => {
  cloud = await newCloudRun({ broken: { command: ['/bin/false'], network: 'own' } })
  world = await raised()
  return async () => {
    // It says so if the books are not sound.
    await world.close()
    await cloud.close()
  }
})

afterEach(async () => {
  cloud.run.steering.clear()
  cloud.run.stuck.operations = false
  expect(services(), 'nothing is left').toEqual([])
  expect((await world.as('ada').get('/v1/billing/balance')).body.held.micros).toBe(0)
})

const raised = (settings: Record<string, string> = {}) =>
  newWorld({
    credit: { ada: 10 },
    lasts: 'file',
    placement: { cloud_run: 'cloud_run' },
    settings: { ...cloud.settings, ...settings },
  })

const services = () => Object.keys(cloud.run.state.services)
const ada = () => world.as('ada')
const create = async (wait = 60) =>
  (await ada().post(`/v1/sessions?wait=${wait}`, { provider: 'cloud_run' })).body
const look = async (id: string) => (await ada().get(`/v1/sessions/${id}`)).body
const remove = async (id: string) => (await ada().delete(`/v1/sessions/${id}`)).body
const creations = { method: 'POST', path: /\/services$/ } as const
const quota = { kind: 'answer', status: 429, message: 'Quota exceeded' } as const

test('a region without room is followed by the next', async () => {
  cloud.run.steering.next(quota, creations)
  const session = await create()
  expect(session).toMatchObject({ status: 'running', details: { region: 'europe-west1' } })
  await remove(session.id)
})

test('what no region takes ends as failed to start, and gives its credits back', async () => {
  cloud.run.steering.next(quota, { ...creations, times: 1_000 })
  const { id } = await create(0)
  await until(async () => {
    world.advance({ seconds: 60 })
    await world.run('sweep')
    return (await look(id)).status === 'failed'
  })
  expect(await look(id)).toMatchObject({ reason: 'start_failed' })
})

test('an answer that lies about a service that was made leaves one, in the first region', async () => {
  cloud.run.steering.next({ kind: 'lie', status: 503 }, creations)
  const session = await create()
  expect(session).toMatchObject({ status: 'running', details: { region: 'us-central1' } })
  expect(services()).toHaveLength(1)
  await remove(session.id)
})

test('an operation that never ends holds up no session', async () => {
  cloud.run.stuck.operations = true
  const session = await create()
  expect(session.status).toBe('running')
  expect((await remove(session.id)).status).toBe('stopped')
})

test('a slow API holds a session up, and breaks nothing', async () => {
  cloud.run.steering.next({ kind: 'delay', ms: 1_500 }, { times: 4 })
  const session = await create()
  expect(session.status).toBe('running')
  await remove(session.id)
})

test('a container that is not well ends its session at once, and says why', async () => {
  const other = await raised({ ONMEMOS_CLOUD_RUN_IMAGE: 'broken' })
  try {
    const { body } = await other.as('ada').post('/v1/sessions?wait=60', { provider: 'cloud_run' })
    expect(body).toMatchObject({ status: 'failed', reason: 'start_failed' })
    const { events } = (await other.as('ada').get(`/v1/sessions/${body.id}/events`)).body
    expect(JSON.stringify(events)).toMatch(/failed to start and listen on the port/)
  } finally {
    await other.close()
  }
})

test.each([
  ['at once', 0],
  ['with a grace', 500],
])('an instance that Google takes away %s ends its session as lost', async (_, graceMs) => {
  const { id } = await create()
  const running = ada().post(`/v1/sessions/${id}/execute`, { command: 'echo before; sleep 60' })
  const [name = ''] = services()
  await until(async () => {
    const { commands } = (await ada().get(`/v1/sessions/${id}/commands`)).body
    return commands.length === 1
  })
  await cloud.run.host.dismiss(name, graceMs)
  // Its command was cut; the next thing asked of it starts another machine, which is nobody's.
  await running
  await world.run('reconcile')
  expect(await look(id)).toMatchObject({ status: 'failed', reason: 'provider_lost' })
})

test('a terminal whose machine goes is told so, and never goes on in the next as if nothing had been', async () => {
  const { id } = await create()
  const shell = await serveShell(world.plane)
  onTestFinished(() => shell.close())
  const headers = { 'x-api-key': world.citizen('ada').key }
  const client = await connectJson(`${shell.url}/v1/sessions/${id}/shell`, { headers })
  onTestFinished(() => client.close())
  const terminal = newId('command')
  client.say({ type: 'attach', terminal, cols: 80, rows: 24 })
  await client.until('attached')
  client.say({ type: 'input', terminal, data: 'mine=kept; echo be"gun"\n' })
  await client.read('begun')
  await cloud.run.host.dismiss(services()[0] ?? '', 0)
  // What is typed now begins another machine, which is nobody's.
  client.say({ type: 'input', terminal, data: 'echo "<$mine>"\n' })
  await world.run('reconcile')
  expect(await client.until('session_ended')).toMatchObject({ reason: 'provider_lost' })
  expect(await look(id)).toMatchObject({ status: 'failed', reason: 'provider_lost' })
})

test('nobody but the control plane is let in to a session', async () => {
  const session = await create()
  const { service_url: url } = session.details
  expect((await fetch(`${url}/health`)).status).toBe(403)
  await remove(session.id)
})
