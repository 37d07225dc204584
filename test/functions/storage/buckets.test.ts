import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStorage } from '../../../emulators/storage/server.ts'
import { invariant } from '../../../shared/platform/faults.ts'
import { newWorld, type World } from '../../kit/world.ts'

type Emulator = Awaited<ReturnType<typeof openStorage>>
let world: World
let emulator: Emulator
let store: Storage
let directory: string
let workspace: string

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'onmb-'))
  emulator = await openStorage(directory)
  const settings = {
    ONMEMOS_BUCKET_LOCATION: 'us-central1',
    STORAGE_EMULATOR_HOST: emulator.url,
    ONMEMOS_GOOGLE_CREDENTIALS: 'none',
  }
  world = await newWorld({ credit: { ada: 1, eve: 1 }, lasts: 'file', settings })
  store = new Storage({ projectId: 'test', apiEndpoint: emulator.url })
  workspace = (await world.as('ada').post('/v1/workspaces', { name: 'data' })).body.id
})

afterAll(async () => {
  await world.close()
  await emulator.close()
  rmSync(directory, { recursive: true, force: true })
})

const make = (more: object = {}, headers: Record<string, string> = {}) =>
  world.as('ada').post('/v1/storage/buckets', { workspace_id: 'data', name: 'v', ...more }, headers)
const change = (id: string, body: object, who = 'ada') =>
  world.as(who).ask('PATCH', `/v1/storage/${id}`, body)
const destroy = (id: string, who = 'ada') => world.as(who).delete(`/v1/storage/${id}`)
const isThere = async (name: string) => (await store.bucket(name).exists())[0]
const defaultOf = async () => (await world.as('ada').get(`/v1/workspaces/data`)).body.vault_id

test('a bucket is really made, closed to all others, and listed with its workspace', async () => {
  const wish = { mount_path: '/data', access_mode: 'RO', size_gb: 10, metadata: { team: 'core' } }
  const made = await make(wish)
  expect(made).toMatchObject({
    status: 201,
    body: { ...wish, kind: 'bucket', state: 'active', is_default: false, auto_mount: true },
  })
  const { id, resource_id: sameId, bucket_name: name, workspace_id: where } = made.body
  expect([sameId, where]).toEqual([id, workspace])
  const [{ labels }] = await store.bucket(name).getMetadata()
  expect(labels).toMatchObject({ storage: id, account: world.citizen('ada').accountId })
  const listed = (await world.as('ada').get('/v1/storage?workspace_id=data')).body.storage
  expect(listed.map((one: { id: string }) => one.id)).toContain(id)
  const other = await world.as('ada').post('/v1/workspaces', { name: 'empty' })
  const there = await world.as('ada').get(`/v1/storage?workspace_id=${other.body.id}`)
  expect(there.body.storage).toEqual([])
  expect((await world.as('eve').get('/v1/storage?workspace_id=data')).status).toBe(404)
})

test('a request told again makes no second one; another with its key is refused', async () => {
  const key = { 'idempotency-key': 'again' }
  const answers = await Promise.all([make({}, key), make({}, key), make({}, key)])
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.bucket_name}`)).size).toBe(1)
  expect(await make({ name: 'w' }, key)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
})

test('a default is the one its sessions mount, until another is or it goes', async () => {
  const first = (await make({ is_default: true })).body
  expect([first.is_default, await defaultOf()]).toEqual([true, first.id])
  const session = { provider: 'local', workspace_id: 'data' }
  const details = async () =>
    (await world.as('ada').post('/v1/sessions?wait=0', session)).body.details
  expect(await details()).toMatchObject({ bucket_name: first.bucket_name })
  await change(first.id, { auto_mount: false })
  expect((await details()).bucket_name).not.toBe(first.bucket_name)
  const second = (await make()).body
  expect((await change(second.id, { is_default: true })).body.is_default).toBe(true)
  expect((await change(first.id, { is_default: false })).body.is_default).toBe(false)
  expect(await defaultOf()).toBe(second.id)
  await destroy(second.id)
  expect(await defaultOf()).toBeNull()
})

test('what is not said of one stays as it was, and what is inactive is not mounted', async () => {
  const { id } = (await make({ mount_path: '/data', metadata: { a: '1' } })).body
  expect((await change(id, { state: 'inactive', metadata: { b: '2' } })).body).toMatchObject({
    state: 'inactive',
    mount_path: '/data',
    metadata: { b: '2' },
  })
  const path = '/v1/storage/workspaces/data/defaults'
  expect((await world.as('ada').post(path, { vault_id: id })).status).toBe(404)
  for (const [field, value] of Object.entries({
    mount_path: 'data',
    access_mode: 'rw',
    state: 'deleted',
    name: 'other',
  })) {
    const refused = await change(id, { [field]: value })
    expect([refused.status, refused.body.errors[0].location]).toEqual([422, `body.${field}`])
  }
  for (const answer of [await change(id, {}, 'eve'), await destroy(id, 'eve')]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
})

test('a bucket goes with all that is in it, and its charge ends; again changes nothing', async () => {
  const { id, bucket_name: name } = (await make()).body
  for (const file of ['a', 'b/c', 'b/d']) await store.bucket(name).file(file).save('x')
  const gone = await destroy(id)
  expect(gone).toMatchObject({ status: 200, body: { state: 'deleted', daily_cost: { micros: 0 } } })
  expect(await isThere(name)).toBe(false)
  expect((await destroy(id)).body).toEqual(gone.body)
  expect((await change(id, {})).status).toBe(404)
})

test('where the bucket store is away, the job makes and removes them later', async () => {
  const going = (await make()).body
  const there = world.plane.buckets
  const away = () => Promise.reject(new Error('nobody answers'))
  world.plane.buckets = { make: away, remove: away, list: away, sizeOf: away }
  const coming = (await make()).body
  expect([coming.state, (await destroy(going.id)).body.state]).toEqual(['creating', 'deleting'])
  expect(await change(coming.id, { state: 'inactive' })).toMatchObject({
    status: 409,
    body: { code: 'storage_not_ready' },
  })
  world.plane.buckets = there
  await world.run('tidy')
  const { storage } = (await world.as('ada').get('/v1/storage?limit=100')).body
  const stateOf = (id: string) => storage.find((one: { id: string }) => one.id === id).state
  expect([stateOf(coming.id), stateOf(going.id)]).toEqual(['active', 'deleted'])
  expect([await isThere(coming.bucket_name), await isThere(going.bucket_name)]).toEqual([
    true,
    false,
  ])
})

test('what is in a bucket is measured once a day and charged; where the store is away, later', async () => {
  const { id, bucket_name: name } = (await make()).body
  const shown = async () => {
    const { storage } = (await world.as('ada').get('/v1/storage?limit=100')).body
    return storage.find((one: { id: string }) => one.id === id)
  }
  for (const file of ['a', 'b/c']) await store.bucket(name).file(file).save('x'.repeat(500_000))
  const { sizeOf, ...rest } = world.plane.buckets ?? {}
  invariant(sizeOf && world.plane.buckets, 'there are no buckets')
  const there = world.plane.buckets
  world.plane.buckets = { ...there, ...rest, sizeOf: () => Promise.reject(new Error('away')) }
  await world.run('chargeStorage')
  expect((await shown()).measured_at).toBeNull()
  world.plane.buckets = there
  world.advance({ seconds: 3_601 })
  await world.run('chargeStorage')
  expect(await shown()).toMatchObject({ size_bytes: 1_000_000 })
  await store.bucket(name).file('d').save('x')
  await world.run('chargeStorage')
  expect(await shown()).toMatchObject({ size_bytes: 1_000_000 })
  world.advance({ seconds: 86_400 })
  await world.run('chargeStorage')
  expect(await shown()).toMatchObject({ size_bytes: 1_000_001 })
  world.advance({ seconds: 86_400 })
  await world.run('chargeStorage')
  const { transactions } = (await world.as('ada').get('/v1/billing/transactions?limit=100')).body
  const notes = transactions.map(({ note }: { note: string }) => note)
  expect(notes.filter((note: string) => note.includes('1000001 bytes'))).not.toEqual([])
})

test('one that comes after its resource has gone is taken away', async () => {
  const { id, bucket_name: name } = (await make()).body
  await destroy(id)
  const { accountId } = world.citizen('ada')
  const late = { name, storageId: id, accountId, storageClass: 'standard' }
  await world.plane.buckets?.make(late)
  expect(await world.run('tidy')).toMatchObject({ leftovers: 1 })
  expect(await isThere(name)).toBe(false)
})

test('what was made elsewhere is not deleted here, an administrator removes any', async () => {
  const { accountId } = world.citizen('ada')
  const wish = { account_id: accountId, name: 'given', kind: 'bucket', storage_class: 'standard' }
  const { id } = (await world.admin.post('/admin/storage', wish)).body
  expect(await destroy(id)).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  const defaulted = await change(id, { is_default: true })
  expect([defaulted.status, defaulted.body.errors[0].location]).toEqual([422, 'body.is_default'])
  const ours = (await make()).body
  expect((await world.admin.delete(`/admin/storage/${ours.id}`)).body.state).toBe('deleted')
  expect(await isThere(ours.bucket_name)).toBe(false)
})

test('a file share, which nothing here has, is refused; so is a workspace that is not there', async () => {
  const share = (where: string) =>
    world.as('ada').post('/v1/storage/filestores', { workspace_id: where, name: 'd' })
  expect(await share('data')).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  expect((await share('nowhere')).status).toBe(404)
  expect((await make({ workspace_id: 'nowhere' })).status).toBe(404)
})
