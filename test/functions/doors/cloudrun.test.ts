import { beforeAll, expect, test } from 'vitest'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 10, eve: 1 }, lasts: 'file' })
  return world.close
})

const path = '/v1/cloudrun/workspaces'

/** The body that the product's own documents show, word for word. */
const documented = {
  template: 'python',
  namespace: 'team-a',
  user: 'alice',
  ttl_minutes: 30,
  storage_options: {
    bucket: 'my-bucket',
    filestore: { ip: '10.0.0.1', share: 'workspace' },
  },
}

test('the documented workspace is made, seen, used by query and deleted', async () => {
  const ada = world.as('ada')
  const made = await ada.post(path, documented)
  expect(made).toMatchObject({
    status: 201,
    body: { provider: 'cloud_run', namespace: 'team-a', user: 'alice', status: 'running' },
  })
  const { id, name } = made.body
  expect(made.body.websocket).toBe(`${path}/${name}/shell`)
  expect((await ada.get(`${path}/${name}`)).body.id).toBe(id)
  expect((await ada.get(path)).body.workspaces).toMatchObject([{ id }])
  const ran = await ada.post(`${path}/${name}/execute?command=pwd&timeout=30`)
  expect(ran).toMatchObject({ status: 200, body: { stdout: '/workspace\n', success: true } })
  const query = new URLSearchParams({ command: 'sleep 30', timeout: '0.2' })
  expect((await ada.post(`${path}/${id}/execute?${query}`)).body).toMatchObject({
    success: false,
    timed_out: true,
  })
  expect((await ada.delete(`${path}/${name}`)).body).toMatchObject({ id, status: 'stopped' })
})

test('sessions of other providers, and other accounts’, are none of its workspaces', async () => {
  const { body } = await world.as('ada').post('/v1/sessions', { provider: 'gke' })
  for (const ask of [
    () => world.as('ada').get(`${path}/${body.id}`),
    () => world.as('ada').delete(`${path}/${body.id}`),
    () => world.as('ada').post(`${path}/${body.id}/execute?command=pwd`),
  ]) {
    expect(await ask()).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
  expect((await world.as('ada').get(`/v1/sessions/${body.id}`)).body.status).toBe('running')
  const { workspaces } = (await world.as('ada').get(path)).body
  expect(workspaces.map(({ id }: { id: string }) => id)).not.toContain(body.id)
  expect((await world.as('eve').get(path)).body.workspaces).toEqual([])
})

test.each([
  ['no command', 'execute?timeout=30', /query\.command/],
  ['a timeout that is no number', 'execute?command=pwd&timeout=soon', /query\.timeout/],
])('%s is refused by its name', async (_, call, words) => {
  const { status, body } = await world.as('ada').post(`${path}/any/${call}`)
  expect([status, body.code]).toEqual([422, 'invalid_request'])
  expect(body.detail).toMatch(words)
})
