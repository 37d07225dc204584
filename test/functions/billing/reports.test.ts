import { beforeAll, expect, test } from 'vitest'
import { newWorld, type World } from '../../kit/world.ts'

let world: World
let charged: { apollo: number; none: number }

/** Two sessions of one label, one without; credits that came in two ways. */
beforeAll(async () => {
  world = await newWorld({ credit: { ada: 10 }, lasts: 'file' })
  const ada = world.as('ada')
  const run = async (body: object, seconds: number) => {
    const { id } = (await ada.post('/v1/sessions', { provider: 'local', ...body })).body
    world.advance({ seconds })
    await ada.delete(`/v1/sessions/${id}`)
    return (await ada.get(`/v1/sessions/${id}/receipt`)).body.charged.micros
  }
  const labels = { project: 'apollo' }
  const apollo =
    (await run({ labels, template: 'python' }, 100)) + (await run({ labels, template: 'go' }, 50))
  charged = { apollo, none: await run({ template: 'go' }, 10) }
  return world.close
})

const month = () => world.clock.now().slice(0, 7)

test('a statement leads from the opening balance to the closing one', async () => {
  const { body } = await world.as('ada').get(`/v1/billing/statements/${month()}`)
  const spent = charged.apollo + charged.none
  expect(body).toMatchObject({
    opening: { micros: 0 },
    granted: { micros: 10_000_000 },
    spent: { micros: spent },
    closing: { micros: 10_000_000 - spent },
  })
  const { body: later } = await world.as('ada').get('/v1/billing/statements/2999-01')
  expect(later).toMatchObject({ opening: body.closing, closing: body.closing, entries: 0 })
  const { body: before } = await world.as('ada').get('/v1/billing/statements/2020-01')
  expect(before).toMatchObject({ opening: { micros: 0 }, closing: { micros: 0 } })
})

test.each([
  ['label:project', () => ({ apollo: charged.apollo, null: charged.none })],
  ['provider', () => ({ local: charged.apollo + charged.none })],
  ['key', () => ({ [world.citizen('ada').passportId]: charged.apollo + charged.none })],
])('costs by %s add up to what was spent', async (by, expected) => {
  const { body } = await world.as('ada').get(`/v1/billing/costs?by=${by}`)
  const groups = body.groups.map((group: { value: string; charged: { micros: number } }) => [
    String(group.value),
    group.charged.micros,
  ])
  expect(Object.fromEntries(groups)).toEqual(expected())
  expect(body.total.micros).toBe(charged.apollo + charged.none)
})

test('the export has the same rows and total as CSV and as JSON', async () => {
  const { body } = await world.as('ada').get('/v1/billing/export.json')
  const csv = await world.as('ada').get('/v1/billing/export.csv')
  expect(csv.headers.get('content-type')).toMatch(/^text\/csv/)
  const [header, ...rows] = csv.text.trimEnd().split('\n')
  expect(header).toBe(Object.keys(body.rows[0]).join(','))
  expect(rows).toHaveLength(body.rows.length)
  const total = rows.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0)
  expect(total).toBe(body.total.micros)
  expect(total).toBe(charged.apollo + charged.none - 10_000_000)
})

test('a period is what was asked for', async () => {
  const { body } = await world.as('ada').get('/v1/billing/export.json?to=2020-01-01T00:00:00.000Z')
  expect(body.rows).toEqual([])
  expect(await world.as('ada').get('/v1/billing/export.json?from=yesterday')).toMatchObject({
    status: 422,
  })
  expect(await world.as('ada').get('/v1/billing/statements/2026-13')).toMatchObject({ status: 422 })
  expect(await world.as('ada').get('/v1/billing/costs?by=colour')).toMatchObject({ status: 422 })
})
