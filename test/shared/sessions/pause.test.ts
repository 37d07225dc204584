import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { costOf } from '../../../shared/pricing/rate.ts'
import { type Keeping, newKeeping } from '../../kit/keeping.ts'

// A loaded machine takes its time to begin boxes.
vi.setConfig({ testTimeout: 90_000 })

const rate = 45_000
const write = `mkdir -p deep/dir && printf 'one\\n' > deep/dir/file && head -c 100000 /dev/urandom > random &&
 chmod 700 random && ln -s /usr/bin/env link && printf home > ~/.profile && touch -d 2001-02-03 random`
const read = `cat deep/dir/file ~/.profile; sha256sum random; stat -c '%a %Y' random; readlink link`

test('a paused session has no box, and resumed it has its files again', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  const before = await world.sh(id, read)
  const paused = await world.pause(id)
  expect(paused).toMatchObject({ status: 200, body: { status: 'paused', reason: null } })
  expect(await world.clean()).toMatchObject({ findings: [], boxes: [] })
  expect((await world.ada.get('/v1/billing/balance')).body.held.micros).toBe(0)
  expect(await world.ada.post(`/v1/sessions/${id}/execute`, { command: 'true' })).toMatchObject({
    status: 409,
    body: { session_status: 'paused' },
  })
  world.advance({ seconds: 7_200 })
  const resumed = await world.resume(id)
  expect(resumed.body).toMatchObject({
    status: 'running',
    details: { restored: { files: true, processes: false } },
  })
  const after = await world.sh(id, read)
  expect(after).toMatchObject({ returncode: 0, stdout: before.stdout })
  expect(await world.events(id)).toEqual([
    'created',
    'running',
    'pausing',
    'paused',
    'resuming',
    'resumed',
  ])
  await world.ada.delete(`/v1/sessions/${id}`)
  expect(await world.objects()).toEqual([])
  expect(await world.clean()).toMatchObject({ sumMicros: 0, findings: [], boxes: [] })
})

test('pausing and resuming again and again changes nothing of the files', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  const before = await world.sh(id, read)
  for (let n = 0; n < 3; n++) {
    expect((await world.pause(id)).body.status).toBe('paused')
    expect((await world.pause(id)).body.status).toBe('paused')
    expect((await world.resume(id)).body.status).toBe('running')
    expect((await world.resume(id)).body.status).toBe('running')
    expect((await world.sh(id, read)).stdout).toBe(before.stdout)
    await world.sh(id, `echo ${n} > more-${n}`)
  }
  expect((await world.sh(id, 'cat more-*')).stdout).toBe('0\n1\n2\n')
})

test('two pauses at once and two resumes at once are each one', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  const pauses = await Promise.all([world.pause(id), world.pause(id)])
  expect(pauses.map(({ status }) => status)).toEqual([200, 200])
  expect((await world.look(id)).status).toBe('paused')
  await Promise.all([world.resume(id), world.resume(id)])
  expect((await world.look(id)).status).toBe('running')
  expect((await world.sh(id, 'cat deep/dir/file')).stdout).toBe('one\n')
  const types = await world.events(id)
  expect(types.filter((type) => /^(paused|resumed)$/.test(type))).toHaveLength(2)
})

test('while it is paused only stored bytes are charged, and its bill is the sum of its times', async () => {
  const world = await newKeeping()
  const id = await world.session('head -c 2000000 /dev/urandom > random')
  world.advance({ seconds: 100 })
  await world.pause(id)
  const spent = async () => (await world.ada.get('/v1/billing/balance')).body.spent.micros
  const atPause = await spent()
  expect((await world.ada.get(`/v1/sessions/${id}/cost`)).body.cost.micros).toBe(atPause)
  world.advance({ seconds: 3 * 86_400 })
  await world.run('sweep')
  expect(await spent()).toBe(atPause)
  await world.run('chargeStorage')
  const stored = (await world.ada.get('/v1/storage')).body.storage
  expect(stored).toMatchObject([{ kind: 'archive', deleted_at: null }])
  expect(stored[0].size_bytes).toBeGreaterThan(2_000_000)
  const storage = (await spent()) - atPause
  expect(storage).toBeGreaterThan(0)
  expect((await world.resume(id)).body.status).toBe('running')
  world.advance({ seconds: 50 })
  const { body } = await world.ada.delete(`/v1/sessions/${id}`)
  expect(body.status).toBe('stopped')
  const { body: receipt } = await world.ada.get(`/v1/sessions/${id}/receipt`)
  expect(receipt.charged.micros).toBe((await spent()) - storage)
  expect(receipt.billed_seconds).toBeGreaterThanOrEqual(150)
  expect(receipt.billed_seconds).toBeLessThan(250)
  const exact = costOf(receipt.billed_seconds, rate)
  expect(Math.abs(receipt.charged.micros - exact)).toBeLessThanOrEqual(1)
  expect((await world.ada.get('/v1/storage')).body.storage[0].deleted_at).not.toBeNull()
  expect(await world.clean()).toMatchObject({ sumMicros: 0, findings: [], boxes: [] })
})

test('the time it is paused does not count to its time to live', async () => {
  const world = await newKeeping()
  const id = await world.session('true', { ttl_minutes: 10 })
  const before = Date.parse((await world.look(id)).expires_at)
  await world.pause(id)
  world.advance({ seconds: 86_400 })
  await world.run('sweep')
  expect((await world.look(id)).status).toBe('paused')
  await world.resume(id)
  const later = Date.parse((await world.look(id)).expires_at) - before
  expect(Math.abs(later - 86_400_000)).toBeLessThan(60_000)
})

test('a resume without credits is refused and the session stays paused, its files kept', async () => {
  const world = await newKeeping({ ada: 0 })
  const { accountId } = world.citizen('ada')
  const grant = (micros: number) =>
    world.admin.post(`/admin/accounts/${accountId}/credits`, { micros })
  await grant(costOf(300, rate))
  const id = await world.session(write)
  world.advance({ seconds: 200 })
  await world.pause(id)
  expect(await world.resume(id)).toMatchObject({
    status: 402,
    body: { code: 'insufficient_credits' },
  })
  expect((await world.look(id)).status).toBe('paused')
  await grant(1_000_000)
  expect((await world.resume(id)).body.status).toBe('running')
  expect((await world.sh(id, 'cat deep/dir/file')).stdout).toBe('one\n')
})

test('a bucket that is away leaves the session running, its processes too', async () => {
  const world = await newKeeping()
  const id = await world.session(
    '(while :; do date +%s%N > tick; sleep 0.05; done) > /dev/null 2>&1 &',
  )
  world.storage.fault = () => 'drop'
  expect(await world.pause(id)).toMatchObject({
    status: 503,
    body: { code: 'checkpoint_failed' },
  })
  expect((await world.look(id)).status).toBe('running')
  const ticks = await world.sh(id, 'cat tick; sleep 1; cat tick')
  const [one, two] = ticks.stdout.trim().split('\n')
  expect(Number(two)).toBeGreaterThan(Number(one))
  expect((await world.ada.get('/v1/storage')).body.storage).toEqual([])
  world.storage.fault = () => undefined
  expect((await world.pause(id)).body.status).toBe('paused')
})

const damageAll = ({ storage }: Keeping) => {
  const data = join(storage.directory, 'buckets/archives/data')
  for (const file of readdirSync(data)) {
    const bytes = readFileSync(join(data, file))
    bytes[bytes.length >> 1] = ~(bytes[bytes.length >> 1] ?? 0) & 0xff
    writeFileSync(join(data, file), bytes)
  }
}

test('an archive that is damaged before it is verified keeps the session running', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  world.plane.depot = {
    ...world.depot,
    keep: async (...args) => {
      await world.depot.keep(...args)
      damageAll(world)
    },
  }
  const answer = await world.pause(id)
  expect(answer).toMatchObject({ status: 503, body: { code: 'checkpoint_failed' } })
  expect((await world.sh(id, 'cat deep/dir/file')).stdout).toBe('one\n')
  expect(await world.objects()).toEqual([])
  expect(await world.audit()).toMatchObject({ findings: [] })
})

test('an archive that is damaged later is not brought in: the session stays paused', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  await world.pause(id)
  damageAll(world)
  expect((await world.resume(id)).body.status).toBe('paused')
  expect(await world.events(id)).toContain('resume_failed')
  expect(await world.clean()).toMatchObject({ findings: [], boxes: [] })
  expect((await world.ada.get('/v1/billing/balance')).body.held.micros).toBe(0)
})

test('a paused session that is deleted leaves nothing, and costs what it ran', async () => {
  const world = await newKeeping()
  const id = await world.session(write)
  await world.pause(id)
  expect(await world.objects()).toHaveLength(1)
  const { body } = await world.ada.delete(`/v1/sessions/${id}`)
  expect(body).toMatchObject({ status: 'stopped', reason: 'user' })
  expect(await world.objects()).toEqual([])
  const { body: receipt } = await world.ada.get(`/v1/sessions/${id}/receipt`)
  expect(receipt).toMatchObject({ is_final: true })
  expect(receipt.billed_seconds).toBeGreaterThan(0)
  expect(await world.clean()).toMatchObject({ sumMicros: 0, findings: [], boxes: [] })
})

test('a command resumes a paused session that asked for that', async () => {
  const world = await newKeeping()
  const id = await world.session(write, { auto_resume: true })
  await world.pause(id)
  expect(await world.sh(id, 'cat deep/dir/file')).toMatchObject({ stdout: 'one\n', returncode: 0 })
  expect((await world.look(id)).status).toBe('running')
})

test('the end of its time does not come before a checkpoint that is in flight', async () => {
  const world = await newKeeping()
  const id = await world.session(write, { ttl_minutes: 2 })
  world.plane.depot = {
    ...world.depot,
    receive: async (...args) => {
      world.advance({ seconds: 600 })
      await world.run('sweep')
      await world.run('reconcile')
      return world.depot.receive(...args)
    },
  }
  expect((await world.pause(id)).body.status).toBe('paused')
  expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] })
  const { cost } = (await world.ada.get(`/v1/sessions/${id}/cost`)).body
  expect(cost.micros).toBeLessThanOrEqual(costOf(120, rate))
})

test('without a bucket a pause is refused as unsupported', async () => {
  const world = await newKeeping()
  const id = await world.session()
  world.plane.depot = null
  expect(await world.pause(id)).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  expect((await world.look(id)).status).toBe('running')
})
