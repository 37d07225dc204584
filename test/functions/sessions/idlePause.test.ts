import { expect, test } from 'vitest'
import { handlersOf } from '../../../emulators/gateway/gateway.ts'
import { serve } from '../../../functions/serve.ts'
import { ada } from '../../crashes/situations.ts'
import { asker } from '../../kit/asker.ts'
import { newAccountIn } from '../../kit/emulated/account.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'
import { judge } from '../../kit/emulated/verdict.ts'

/** A cloud in memory, its schedules running, and its public face as ada sees it. */
async function newFace() {
  const cloud = new EmulatedCloud()
  const plane = cloud.process({ dispatch: 'direct' })
  await newAccountIn(plane, 'ada', 1_000_000)
  cloud.runSchedules()
  const everything = {
    ...ada,
    scopes: ['sessions:read', 'sessions:write', 'billing:read'] as const,
  }
  const face = asker(serve(handlersOf('public'), { ...plane, verify: async () => everything }), {
    'x-api-key': 'of ada',
  })
  const wish = { provider: 'local', ttl_minutes: 600, idle_minutes: 5, on_idle: 'pause' }
  const execute = (id: string, command: string) =>
    face.post(`/v1/sessions/${id}/execute`, { command })
  return {
    cloud,
    plane,
    face,
    execute,
    begin: async (more: object = {}) =>
      String((await face.post('/v1/sessions', { ...wish, ...more })).body.id),
    status: async (id: string) => (await face.get(`/v1/sessions/${id}`)).body.status,
  }
}

test('a session that is idle is paused, costs no compute, and its next command brings it back', async () => {
  const { cloud, plane, face, execute, begin, status } = await newFace()
  const id = await begin({ auto_resume: true })
  expect((await execute(id, 'keep file mine && say before')).body.stdout).toBe('before\n')
  await cloud.advance({ minutes: 4 })
  expect(await status(id)).toBe('running')
  await cloud.advance({ minutes: 4 })
  expect(await status(id)).toBe('paused')
  const spent = async () => (await face.get('/v1/billing/balance')).body.spent.micros
  const atPause = await spent()
  await cloud.advance({ minutes: 20 })
  expect(await spent()).toBe(atPause)
  expect(cloud.boxes.ids()).toEqual([])
  expect((await execute(id, 'say after')).body.stdout).toBe('after\n')
  expect(await status(id)).toBe('running')
  expect(cloud.boxes.find(id)?.inside.files.get('file')).toBe('mine')
  const { commands } = (await face.get(`/v1/sessions/${id}/commands`)).body
  expect(commands.map((command: { id: string }) => command.id)).toEqual(['1', '1000001'])
  expect((await judge(plane, cloud)).findings).toEqual([])
})

test('a session that asked for no resuming stays paused, and says so to the command', async () => {
  const { cloud, execute, begin, status } = await newFace()
  const id = await begin()
  await cloud.advance({ minutes: 8 })
  expect(await status(id)).toBe('paused')
  expect(await execute(id, 'say more')).toMatchObject({
    status: 409,
    body: { code: 'session_not_running', session_status: 'paused' },
  })
})

test('a session that is used is not paused', async () => {
  const { cloud, execute, begin, status } = await newFace()
  const id = await begin()
  for (let n = 0; n < 5; n++) {
    await execute(id, `say ${n}`)
    await cloud.advance({ minutes: 4 })
  }
  expect(await status(id)).toBe('running')
})
