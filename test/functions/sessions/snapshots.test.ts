import { expect, test, vi } from 'vitest'
import { newKeeping } from '../../kit/keeping.ts'

// A loaded machine takes its time to begin boxes.
vi.setConfig({ testTimeout: 90_000 })

const write = "printf 'one\\n' > file && head -c 50000 /dev/urandom > random && mkdir empty"

test('a session made from a snapshot begins with its files, and each goes its own way', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  const before = await world.sh(id, 'sha256sum random')
  const made = await world.ada.post(`/v1/sessions/${id}/snapshots?wait=30`, { name: 'first' })
  expect(made).toMatchObject({ status: 201, body: { status: 'ready', name: 'first' } })
  expect(made.body.size_bytes).toBeGreaterThan(50_000)
  await world.sh(id, 'echo changed > file')
  const fork = await world.session('true', { snapshot: made.body.id })
  expect(await world.look(fork)).toMatchObject({
    snapshot_id: made.body.id,
    details: { restored: { files: true, processes: false } },
  })
  expect((await world.sh(fork, 'sha256sum random; cat file; ls -d empty')).stdout).toBe(
    `${before.stdout}one\nempty\n`,
  )
  expect((await world.sh(id, 'cat file')).stdout).toBe('changed\n')
  const listed = await world.ada.get(`/v1/sessions/${id}/snapshots`)
  expect(listed.body.snapshots).toEqual([made.body])
  await world.ada.delete(`/v1/sessions/${id}`)
  expect((await world.ada.get(`/v1/snapshots/${made.body.id}`)).body).toEqual(made.body)
  expect(await world.objects()).toHaveLength(1)
  expect((await world.ada.delete(`/v1/snapshots/${made.body.id}`)).status).toBe(200)
  expect((await world.ada.get(`/v1/snapshots/${made.body.id}`)).status).toBe(404)
  expect(await world.objects()).toEqual([])
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
})

test('a snapshot of a paused session shares its archive, which goes with the last who needs it', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  await world.pause(id)
  const made = await world.ada.post(`/v1/sessions/${id}/snapshots`, {})
  expect(made.body.status).toBe('ready')
  expect(await world.objects()).toHaveLength(1)
  expect((await world.ada.get('/v1/storage')).body.storage).toHaveLength(1)
  await world.ada.delete(`/v1/sessions/${id}`)
  expect(await world.objects()).toHaveLength(1)
  await world.ada.delete(`/v1/snapshots/${made.body.id}`)
  expect(await world.objects()).toEqual([])
})

test('equal files are kept once; told again, the same snapshot is answered', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  const key = { 'idempotency-key': 's-1' }
  const snapshot = (body: object, more = {}) =>
    world.ada.post(`/v1/sessions/${id}/snapshots?wait=30`, body, more)
  const one = await snapshot({ name: 'a' }, key)
  expect((await snapshot({ name: 'a' }, key)).body).toEqual(one.body)
  expect(await snapshot({ name: 'b' }, key)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
  const two = await snapshot({ name: 'c' })
  expect(two.body.sha256).toBe(one.body.sha256)
  expect(await world.objects()).toHaveLength(1)
})

test("another account's snapshot is not there, to look at or to begin with", async () => {
  const world = await newKeeping({ ada: 1, eve: 1 })
  const id = await world.session(write)
  const made = await world.ada.post(`/v1/sessions/${id}/snapshots?wait=30`, {})
  const eve = world.as('eve')
  expect((await eve.get(`/v1/snapshots/${made.body.id}`)).status).toBe(404)
  expect((await eve.delete(`/v1/snapshots/${made.body.id}`)).status).toBe(404)
  const forked = await eve.post('/v1/sessions', { provider: 'local', snapshot: made.body.id })
  expect(forked).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect((await eve.get('/v1/billing/balance')).body.held.micros).toBe(0)
})

test('a snapshot that fails says why, costs nothing, and the session goes on', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  world.storage.fault = () => 'drop'
  const made = await world.ada.post(`/v1/sessions/${id}/snapshots?wait=30`, {})
  expect(made.body).toMatchObject({ status: 'failed', size_bytes: null })
  expect(made.body.why).toContain('could not be reached')
  expect((await world.sh(id, 'cat file')).stdout).toBe('one\n')
  const forked = await world.ada.post('/v1/sessions', { snapshot: made.body.id, provider: 'local' })
  expect(forked).toMatchObject({ status: 409, body: { code: 'snapshot_not_ready' } })
  expect((await world.ada.get('/v1/storage')).body.storage).toEqual([])
})
