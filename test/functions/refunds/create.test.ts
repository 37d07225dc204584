import { expect, onTestFinished, test } from 'vitest'
import { newWorld } from '../../kit/world.ts'

/** A session that was charged for something, and what may be done with its bill. */
async function chargedSession() {
  const world = await newWorld()
  onTestFinished(async () =>
    expect(await world.audit()).toMatchObject({ sumMicros: 0, findings: [] }),
  )
  const ada = world.as('ada')
  const { id } = (await ada.post('/v1/sessions', { provider: 'local' })).body
  world.advance({ seconds: 90 })
  const receipt = async () => (await ada.get(`/v1/sessions/${id}/receipt`)).body
  const end = async () => {
    await ada.delete(`/v1/sessions/${id}`)
    return (await receipt()).charged.micros
  }
  const refund = (body: unknown, key?: string) =>
    world.admin.post(`/admin/sessions/${id}/refund`, body, key ? { 'idempotency-key': key } : {})
  const balance = async () => (await ada.get('/v1/billing/balance')).body
  return { world, id, receipt, end, refund, balance }
}

test('a refund gives back what was spent, and stands in the receipt', async () => {
  const { end, refund, receipt, balance, id } = await chargedSession()
  const charged = await end()
  const answer = await refund({ micros: 100, reason: 'it was slow' })
  expect(answer).toMatchObject({
    status: 201,
    body: { entry: { verb: 'refund', session_id: id, note: 'it was slow' } },
  })
  expect(await receipt()).toMatchObject({
    charged: { micros: charged },
    refunded: { micros: 100 },
  })
  const { entries } = await receipt()
  expect(entries.at(-1)).toEqual(answer.body.entry)
  expect(await balance()).toMatchObject({
    available: { micros: 1_000_000 - charged + 100 },
    spent: { micros: charged - 100 },
  })
})

test('all refunds together give back no more than was charged, also at once', async () => {
  const { end, refund, receipt, balance } = await chargedSession()
  const charged = await end()
  const reason = 'it was slow'
  expect(await refund({ micros: charged + 1, reason })).toMatchObject({
    status: 422,
    body: { code: 'refund_too_large', left_micros: charged },
  })
  const most = { micros: charged - 1, reason }
  const statuses = (await Promise.all([refund(most), refund(most)])).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([201, 422])
  expect(await refund({ micros: 1, reason })).toMatchObject({ status: 201 })
  expect(await refund({ micros: 1, reason })).toMatchObject({ status: 422 })
  expect(await receipt()).toMatchObject({ refunded: { micros: charged } })
  expect((await balance()).available.micros).toBe(1_000_000)
})

test('the same key refunds once, also when nothing is left; with another sum it is refused', async () => {
  const { end, refund, receipt } = await chargedSession()
  const body = { micros: await end(), reason: 'all of it' }
  const answers = await Promise.all([1, 2, 3].map(() => refund(body, 'k1')))
  answers.push(await refund(body, 'k1'))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  expect((await receipt()).refunded.micros).toBe(body.micros)
  expect(await refund({ ...body, micros: 1 }, 'k1')).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  })
})

test('of a running session, what is settled may be refunded, and it is billed as ever', async () => {
  const { world, refund, receipt, end } = await chargedSession()
  expect(await refund({ micros: 1, reason: 'early' })).toMatchObject({ status: 422 })
  world.advance({ seconds: 120 })
  await world.run('sweep')
  const settled = (await receipt()).charged.micros
  expect(await refund({ micros: settled, reason: 'early' })).toMatchObject({ status: 201 })
  world.advance({ seconds: 60 })
  const charged = await end()
  expect(charged).toBeGreaterThan(settled)
  expect(await receipt()).toMatchObject({ refunded: { micros: settled } })
  expect(await refund({ micros: charged - settled, reason: 'late' })).toMatchObject({ status: 201 })
})

test('bad sums and unknown sessions are refused', async () => {
  const { world, end, refund, receipt } = await chargedSession()
  await end()
  for (const body of [
    '{"micros":0,"reason":"x"}',
    '{"micros":-1,"reason":"x"}',
    '{"micros":1.5,"reason":"x"}',
    '{"micros":"1","reason":"x"}',
    '{"micros":9007199254740993,"reason":"x"}',
    '{"micros":1}',
  ]) {
    expect(await refund(body)).toMatchObject({ status: 422 })
  }
  expect((await receipt()).refunded.micros).toBe(0)
  const wish = { micros: 1, reason: 'x' }
  expect(await world.admin.post('/admin/sessions/sess0/refund', wish)).toMatchObject({
    status: 404,
  })
})
