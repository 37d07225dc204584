import { expect, test } from 'vitest'
import { planeFrom } from '../../../functions/deps.ts'
import { settingsFrom } from '../../../functions/settings.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import { chargeDueStorage } from '../../../shared/storage/run.ts'
import { gibibyte, newStored } from '../../kit/stored.ts'

const noon = (day: string) => `${day}T12:00:00.000Z`
/** A GiB of the standard class, by how many days its month has. */
const ofThirtyOne = 646
const ofThirty = 667

test('a whole day is charged once, however often and how many at once the job runs', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-03-01') })
  const id = await stored.store(gibibyte)
  await stored.charge()
  expect(await stored.charges(id)).toEqual([])

  stored.on('2027-03-03T00:00:00.000Z')
  await Promise.all([stored.charge(), stored.charge(), stored.charge()])
  stored.on(noon('2027-03-03'))
  expect(await stored.charge()).toEqual({ resources: 0, days: 0, is_complete: true })
  expect(await stored.charges(id)).toEqual([['2027-03-02', ofThirtyOne]])
  expect(await stored.available()).toBe(1_000_000 - ofThirtyOne)
})

test('two processes at once charge once', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-03-01') })
  const ids = [await stored.store(gibibyte), await stored.store(gibibyte)]
  stored.on(noon('2027-03-11'))
  const other = planeFrom(
    settingsFrom({
      PROJECT_ID: stored.projectId,
      PUBLIC_URL: 'http://public.test',
      ONMEMOS_INTERNAL_API_KEY: 'admin-key-of-a-test-world',
      ONMEMOS_SESSION_SECRET: 'session-secret-of-a-test-world',
    }),
    { clock: stored.plane.clock, log: stored.plane.log },
  )
  await Promise.all([stored.charge(), chargeDueStorage(other)])
  for (const id of ids) expect(await stored.charges(id)).toHaveLength(9)
  expect(await stored.available()).toBe(1_000_000 - 18 * ofThirtyOne)
  await other.db.terminate()
})

test('ten days after an outage cost what ten single days did, sizes that changed meanwhile among them', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-01-25') })
  const [daily, late] = [await stored.store(gibibyte), await stored.store(gibibyte)]
  const days = ['26', '27', '28', '29', '30', '31'].map((day) => `2027-01-${day}`)
  days.push(...['01', '02', '03', '04'].map((day) => `2027-02-${day}`))
  const inOnesTurn: [string, number][] = []
  for (const [n, day] of days.entries()) {
    for (const id of [daily, late]) {
      await stored.measure(id, n * gibibyte, `${day}T08:00:00.000Z`).then(() => undefined)
    }
    expect((await stored.look(daily)).measured_at).toBe('2027-01-25T12:00:00.000Z')
    stored.on(`${day}T23:59:59.999Z`)
    for (const id of [daily, late]) await stored.measure(id, n * gibibyte)
    inOnesTurn.push([day, n])
  }
  expect(inOnesTurn).toHaveLength(10)
})
