import { expect, test } from 'vitest'
import { gibibyte, newStored, oneBucket } from '../../kit/stored.ts'

const noon = '2027-03-01T12:00:00.000Z'
const later = '2027-03-01T13:00:00.000Z'
const start = { credit: 1, at: noon }

test('an account sees what it stores: its size, its daily cost and what is owed', async () => {
  const stored = await newStored(start)
  const id = await stored.store(gibibyte)
  expect(await stored.look(id)).toEqual({
    id,
    resource_id: id,
    account_id: stored.accountId,
    ...oneBucket,
    workspace_id: null,
    bucket_name: null,
    state: 'active',
    is_default: false,
    auto_mount: true,
    mount_path: null,
    access_mode: 'RW',
    size_gb: null,
    metadata: {},
    created_at: noon,
    deleted_at: null,
    charged_through: '2027-03-01',
    size_bytes: gibibyte,
    measured_at: noon,
    daily_cost: { micros: 646, display: '0.000646' },
    owed: { micros: 0, display: '0.00' },
  })
  stored.on('2027-02-28T23:00:00.000Z')
  expect((await stored.look(id)).daily_cost.micros).toBe(715)
})

test('it is listed page by page, newest first, and nobody else sees it', async () => {
  const stored = await newStored(start)
  const ids: string[] = []
  for (const hour of ['13', '14', '15']) {
    stored.on(`2027-03-01T${hour}:00:00.000Z`)
    ids.push(await stored.store(1))
  }
  const ada = stored.as('ada')
  const first = (await ada.get('/v1/storage?limit=2')).body
  const second = (await ada.get(`/v1/storage?limit=2&cursor=${first.next_cursor}`)).body
  const listed = [...first.storage, ...second.storage].map(({ id }: { id: string }) => id)
  expect(listed).toEqual(ids.toReversed())
  expect(second.next_cursor).toBeNull()
  const eve = (await stored.admin.post('/admin/users', { email: 'eve@example.com', name: 'eve' }))
    .body
  const passport = { user_id: eve.user_id, name: 'eve' }
  const key = (await stored.admin.post('/admin/passports', passport)).body.passport_key
  const answer = await stored.anyone.get('/v1/storage', { 'x-api-key': key })
  expect(answer).toMatchObject({ status: 200, body: { storage: [] } })
})

test('the same key registers one resource; with another body it is refused', async () => {
  const stored = await newStored(start)
  const register = (more: object) =>
    stored.admin.post(
      '/admin/storage',
      { account_id: stored.accountId, ...oneBucket, ...more },
      { 'idempotency-key': 'k1' },
    )
  const answers = await Promise.all([register({}), register({}), register({})])
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
  stored.on(later)
  await stored.measure(answers[0]?.body.id, 7)
  expect(await register({})).toMatchObject({ status: 201, body: { size_bytes: 7 } })
  expect(await register({ name: 'other' })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
})

test.each([
  ['no account', { account_id: undefined }, 'body.account_id'],
  ['no name', { name: '' }, 'body.name'],
  ['a name that is a formula', { name: '=1+1' }, 'body.name'],
  ['a name that is too long', { name: 'x'.repeat(129) }, 'body.name'],
  ['another kind', { kind: 'floppy' }, 'body.kind'],
  ['a class without a price', { storage_class: 'glacier' }, 'body.storage_class'],
  ['a size', { size_bytes: 1 }, 'body.size_bytes'],
])('a registration with %s is refused', async (_, more, where) => {
  const stored = await newStored(start)
  const wish = { account_id: stored.accountId, ...oneBucket, ...more }
  const answer = await stored.admin.post('/admin/storage', wish)
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
  expect(answer.body.errors[0].location).toBe(where)
})

test.each([
  ['negative', { size_bytes: -1 }, 'body.size_bytes'],
  ['fractional', { size_bytes: 0.5 }, 'body.size_bytes'],
  ['past what is exact', { size_bytes: 2 ** 53 }, 'body.size_bytes'],
  ['a text', { size_bytes: '1' }, 'body.size_bytes'],
  ['nothing', { size_bytes: null }, 'body.size_bytes'],
  ['not there', {}, 'body.size_bytes'],
  ['of no time', { size_bytes: 1, at: 'noon' }, 'body.at'],
  ['of a time to come', { size_bytes: 1, at: '2027-03-01T13:00:00.001Z' }, 'body.at'],
  ['of before it was made', { size_bytes: 1, at: '2027-03-01T11:59:59Z' }, 'body.at'],
])('a size that is %s is refused, and changes nothing', async (_, body, where) => {
  const stored = await newStored(start)
  const id = await stored.store(5)
  stored.on(later)
  const answer = await stored.admin.post(`/admin/storage/${id}/measurements`, body)
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } })
  expect(answer.body.errors[0].location).toBe(where)
  expect((await stored.look(id)).size_bytes).toBe(5)
})

test('sizes may come in any order and twice: the last measured counts', async () => {
  const stored = await newStored(start)
  const id = await stored.store(1)
  stored.on(later)
  await stored.measure(id, 3, '2027-03-01T12:30:00Z')
  for (const [bytes, at] of [
    [2, '2027-03-01T12:20:00Z'],
    [3, '2027-03-01T12:30:00Z'],
  ] as const) {
    expect(await stored.measure(id, bytes, at)).toMatchObject({
      status: 201,
      body: { size_bytes: 3, measured_at: '2027-03-01T12:30:00.000Z' },
    })
  }
})

test('what has ended is measured no more, but for the time before, and costs nothing a day', async () => {
  const stored = await newStored(start)
  const id = await stored.store(gibibyte)
  await stored.admin.delete(`/admin/storage/${id}`)
  stored.on(later)
  expect(await stored.measure(id, 2)).toMatchObject({ status: 422 })
  expect(await stored.measure(id, 2, noon)).toMatchObject({ status: 201, body: { size_bytes: 2 } })
  expect((await stored.look(id)).daily_cost.micros).toBe(0)
})

test('an account and a resource that never were are not found', async () => {
  const stored = await newStored(start)
  const wish = { account_id: 'nobody', ...oneBucket }
  for (const answer of [
    await stored.admin.post('/admin/storage', wish),
    await stored.measure('nothing', 1),
    await stored.admin.delete('/admin/storage/nothing'),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  }
})
