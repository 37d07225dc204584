import { expect, onTestFinished, test } from 'vitest'
import { newWorld } from '../../kit/world.ts'

async function ledgerOf(credit = 1) {
  const world = await newWorld({ credit: { ada: credit } })
  onTestFinished(async () =>
    expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] }),
  )
  const path = `/admin/accounts/${world.citizen('ada').accountId}/adjustments`
  const adjust = (body: unknown, key?: string) =>
    world.admin.post(path, body, key ? { 'idempotency-key': key } : {})
  const available = async () =>
    (await world.as('ada').get('/v1/billing/balance')).body.available.micros
  return { world, adjust, available }
}

test('a balance is put right, up and down, with the reason in its entry', async () => {
  const { adjust, available } = await ledgerOf()
  expect(await adjust({ micros: 250_000, reason: 'an hour too many' })).toMatchObject({
    status: 201,
    body: {
      entry: { verb: 'adjust', note: 'an hour too many' },
      balance: { available: { micros: 1_250_000 } },
    },
  })
  await adjust({ micros: -1_250_000, reason: 'a chargeback' })
  expect(await available()).toBe(0)
})

test('the same key adjusts once, also at once; with another sum it is refused', async () => {
  const { adjust, available } = await ledgerOf()
  const body = { micros: -400_000, reason: 'twice' }
  const answers = await Promise.all([1, 2, 3].map(() => adjust(body, 'k1')))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(await available()).toBe(600_000)
  expect(await adjust({ ...body, micros: -400_001 }, 'k1')).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
})

test('no more is taken away than there is', async () => {
  const { adjust, available } = await ledgerOf()
  expect(await adjust({ micros: -1_000_001, reason: 'too much' })).toMatchObject({
    status: 402,
    body: { code: 'insufficient_credits', missing_micros: 1 },
  })
  const half = { micros: -600_000, reason: 'more than half' }
  const statuses = (await Promise.all([adjust(half), adjust(half)])).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([201, 402])
  expect(await available()).toBe(400_000)
})

test.each([
  ['zero', '{"micros":0,"reason":"x"}', 422],
  ['a fraction', '{"micros":0.1,"reason":"x"}', 422],
  ['a text', '{"micros":"1","reason":"x"}', 422],
  ['an infinite sum', '{"micros":-1e999,"reason":"x"}', 422],
  ['more than is exact', '{"micros":9007199254740993,"reason":"x"}', 422],
  ['no reason', '{"micros":1}', 422],
  ['a blank reason', '{"micros":1,"reason":"  "}', 422],
  ['what is no number', '{"micros":NaN,"reason":"x"}', 400],
])('an adjustment by %s is refused', async (_, body, status) => {
  const { adjust, available } = await ledgerOf()
  expect(await adjust(body)).toMatchObject({ status })
  expect(await available()).toBe(1_000_000)
})

test('an account that is not there is 404', async () => {
  const { world } = await ledgerOf()
  const body = { micros: 1, reason: 'x' }
  expect(await world.admin.post('/admin/accounts/acct0/adjustments', body)).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
})
