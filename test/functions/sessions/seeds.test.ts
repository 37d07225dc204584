import { beforeAll, expect, test } from 'vitest'
import { Session } from '../../../shared/contract/session.ts'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 10 }, lasts: 'file' })
  return world.close
})

const filestore = { ip: '10.0.0.1', share: 'workspace' }

/** The bodies that the product's own documents show, word for word, and the provider each goes to. */
const documented: readonly (readonly [string, string, object])[] = [
  ['the curl example', 'cloud_run', { template: 'python', namespace: 'test', user: 'user' }],
  [
    'the Cloud Run example',
    'cloud_run',
    {
      provider: 'cloud_run',
      template: 'python',
      namespace: 'data-processing',
      user: 'analyst',
      ttl_minutes: 60,
      storage: { bucket: 'data-lake-bucket', filestore },
    },
  ],
  [
    'the GKE example',
    'gke',
    {
      provider: 'gke',
      template: 'python',
      namespace: 'ml-training',
      user: 'researcher',
      long_lived: true,
      expected_duration_minutes: 480,
    },
  ],
  [
    'the Workstations example',
    'workstations',
    {
      provider: 'workstations',
      template: 'python',
      namespace: 'development',
      user: 'developer',
      needs_ssh: true,
      long_lived: true,
    },
  ],
  [
    'the whole body',
    'cloud_run',
    {
      provider: 'auto',
      template: 'nodejs',
      namespace: 'team-a',
      user: 'alice',
      ttl_minutes: 60,
      storage: { bucket: 'my-bucket', filestore },
      needs_ssh: false,
      long_lived: false,
      expected_duration_minutes: 30,
    },
  ],
  [
    'the SDK example',
    'cloud_run',
    { template: 'python', namespace: 'my-project', user: 'developer', ttl_minutes: 120 },
  ],
  [
    'the pipeline example',
    'cloud_run',
    {
      provider: 'cloud_run',
      template: 'python',
      namespace: 'data-pipeline',
      user: 'processor',
      ttl_minutes: 120,
      storage: { bucket: 'raw-data-bucket' },
    },
  ],
]

test.each(documented)('%s gets the documented shape back', async (_, provider, body) => {
  const ada = world.as('ada')
  const created = await ada.post('/v1/sessions', body)
  expect(created.status).toBe(201)
  expect(Session.parse(created.body)).toEqual(created.body)
  expect(created.body).toMatchObject({ ...pick(body), provider, status: 'running', ssh: false })
  const { id, name, websocket, details } = created.body
  expect(details.service_name).toBe(`onmemos-${name}`)
  expect(details.bucket_name).toMatch(/^[a-z0-9-]+$/)
  if (provider === 'cloud_run') {
    expect(websocket).toBe(`/v1/cloudrun/workspaces/${name}/shell`)
  }

  const listed = await ada.post(`/v1/sessions/${name}/execute`, {
    command: 'ls -la /workspace',
    timeout: 120,
  })
  expect(listed.body).toMatchObject({ stderr: '', returncode: 0, success: true })
  expect(listed.body.stdout).toMatch(/^total /)
  expect((await ada.get(`/v1/sessions/${id}/connect`)).body).toMatchObject({ id, ssh: false })
  expect((await ada.get(`/v1/sessions/${name}`)).body.id).toBe(id)
  expect((await ada.delete(`/v1/sessions/${name}`)).body.status).toBe('stopped')
  world.advance({ seconds: 2 })
})

const pick = (body: object) =>
  Object.fromEntries(
    Object.entries(body).filter(([field]) => field === 'namespace' || field === 'user'),
  )

test('storage that the backend cannot mount is said', async () => {
  const storage = { bucket: 'my-bucket', filestore }
  const { body } = await world.as('ada').post('/v1/sessions?wait=0', { storage })
  expect(body.details).toMatchObject({
    bucket_name: 'my-bucket',
    not_mounted: ['bucket my-bucket', 'filestore workspace'],
  })
})

test('what stands in for a cloud provider is said', async () => {
  const { body } = await world.as('ada').post('/v1/sessions?wait=0', { provider: 'gke' })
  expect(body.details).toMatchObject({
    backend: 'local',
    note: 'local stands in for gke on this deployment',
  })
})
