import { expect, test } from 'vitest'
import { planeFrom } from '../../../functions/deps.ts'
import { settingsFrom } from '../../../functions/settings.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { costOf } from '../../../shared/pricing/rate.ts'
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
  expect(await stored.charge()).toMatchObject({ resources: 0, days: 0, is_complete: true })
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

/** Eleven days over the end of a January, measured each morning and evening; the job runs on some. */
async function elevenDays(runsOn: (day: number) => boolean) {
  const stored = await newStored({ credit: 1, at: noon('2027-01-25') })
  const id = await stored.store(gibibyte)
  for (let day = 1; day <= 11; day++) {
    const date = new Date(Date.UTC(2027, 0, 25 + day)).toISOString().slice(0, 10)
    stored.on(`${date}T00:10:00.000Z`)
    if (runsOn(day)) await stored.charge()
    await stored.measure(id, day * 100 * gibibyte)
    stored.on(`${date}T23:59:59.999Z`)
    await stored.measure(id, day * gibibyte)
  }
  return { charges: await stored.charges(id), available: await stored.available() }
}

test('ten days after an outage cost what ten single days do, each by its month and its size', async () => {
  const singly = await elevenDays(() => true)
  expect(singly.charges).toEqual([
    ['2027-01-26', 646],
    ['2027-01-27', 1_291],
    ['2027-01-28', 1_936],
    ['2027-01-29', 2_581],
    ['2027-01-30', 3_226],
    ['2027-01-31', 3_871],
    ['2027-02-01', 5_000],
    ['2027-02-02', 5_715],
    ['2027-02-03', 6_429],
    ['2027-02-04', 7_143],
  ])
  expect(await elevenDays((day) => day === 11)).toEqual(singly)
  expect(await elevenDays((day) => day % 4 === 3)).toEqual(singly)
})

test('an outage longer than one commit charges is caught up in one run', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-02-28') })
  const id = await stored.store(gibibyte)
  stored.on(noon('2027-05-11'))
  expect(await stored.charge()).toMatchObject({ resources: 1, days: 71, is_complete: true })
  expect(71).toBeGreaterThan(2 * limits.storageDaysPerCommitMax)
  expect(await stored.charges(id)).toHaveLength(71)
  expect(await stored.available()).toBe(1_000_000 - 41 * ofThirtyOne - 30 * ofThirty)
})

test('a run that is cut off after any commit is taken up where it was', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-02-28') })
  const ids = [await stored.store(gibibyte), await stored.store(gibibyte)]
  stored.on(noon('2027-05-11'))
  const { transact } = stored.plane
  for (let run = 0; run < 3; run++) {
    stored.plane.transact = async (group, work) => {
      await transact(group, work)
      throw new Error('cut off after the commit, before anybody heard of it')
    }
    await stored.charge()
  }
  stored.plane.transact = transact
  await stored.charge()
  for (const id of ids) expect(await stored.charges(id)).toHaveLength(71)
  expect(await stored.available()).toBe(1_000_000 - 2 * (41 * ofThirtyOne + 30 * ofThirty))
})

test('a resource that ends in a month is charged until the day before, and then never again', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-03-01') })
  const [id, brief] = [await stored.store(gibibyte), await stored.store(gibibyte)]
  await stored.admin.delete(`/admin/storage/${brief}`)
  stored.on(noon('2027-03-04'))
  const removed = await stored.admin.delete(`/admin/storage/${id}`)
  expect(removed).toMatchObject({ status: 200, body: { deleted_at: noon('2027-03-04') } })
  stored.on(noon('2027-03-20'))
  expect((await stored.admin.delete(`/admin/storage/${id}`)).body).toEqual(removed.body)
  expect(await stored.charge()).toMatchObject({ resources: 1, days: 2 })
  expect(await stored.charge()).toMatchObject({ resources: 0 })
  expect(await stored.charges(id)).toEqual([
    ['2027-03-02', ofThirtyOne],
    ['2027-03-03', ofThirtyOne],
  ])
  expect(await stored.charges(brief)).toEqual([])
})

test('one made at midnight is charged from that day on', async () => {
  const stored = await newStored({ credit: 1, at: '2027-03-01T00:00:00.000Z' })
  const id = await stored.store(gibibyte)
  stored.on('2027-03-02T00:00:00.000Z')
  await stored.charge()
  expect(await stored.charges(id)).toEqual([['2027-03-01', ofThirtyOne]])
})

test('what the credits do not cover is owed, and comes off first when there are credits again', async () => {
  const stored = await newStored({ credit: 0.001, at: noon('2027-03-01') })
  const id = await stored.store(gibibyte)
  stored.on(noon('2027-03-05'))
  await stored.charge()
  expect(await stored.charges(id)).toEqual([
    ['2027-03-02', 646],
    ['2027-03-03', 354],
  ])
  expect(await stored.look(id)).toMatchObject({
    charged_through: '2027-03-04',
    owed: { micros: 938 },
  })
  expect(await stored.available()).toBe(0)

  await stored.grant(500)
  stored.on(noon('2027-03-06'))
  await stored.charge()
  await stored.grant(2_000)
  stored.on(noon('2027-03-07'))
  await Promise.all([stored.charge(), stored.charge()])
  expect((await stored.charges(id)).slice(2)).toEqual([
    ['owed-1', 500],
    ['owed-2', 1_084],
    ['2027-03-06', 646],
  ])
  expect(await stored.look(id)).toMatchObject({ owed: { micros: 0 } })
  expect(await stored.available()).toBe(270)
})

test('what is owed is collected also after the resource ended, once', async () => {
  const stored = await newStored({ credit: 0, at: noon('2027-03-01') })
  const id = await stored.store(gibibyte)
  stored.on(noon('2027-03-03'))
  await stored.admin.delete(`/admin/storage/${id}`)
  await stored.charge()
  await stored.grant(1_000)
  for (const day of ['2027-03-04', '2027-03-05', '2027-03-06']) {
    stored.on(noon(day))
    await stored.charge()
  }
  expect(await stored.charges(id)).toEqual([['owed-1', ofThirtyOne]])
  expect(await stored.available()).toBe(354)
})

test('nothing is taken of what is held for a session, nor of credits whose time is over', async () => {
  const stored = await newStored({ credit: 0, at: noon('2027-03-01') })
  const id = await stored.store(gibibyte)
  await stored.admin.post(`/admin/accounts/${stored.accountId}/credits`, {
    micros: 5_000,
    expires_at: noon('2027-03-02'),
  })
  await stored.grant(200 + costOf(limits.leaseSeconds, 45_000))
  stored.on(noon('2027-03-03'))
  stored.plane.direct = null
  stored.plane.publish = async () => undefined
  await stored.as('ada').post('/v1/sessions?wait=0', { provider: 'local' })
  await stored.charge()
  expect(await stored.charges(id)).toEqual([['2027-03-02', 200]])
  const { body: balance } = await stored.as('ada').get('/v1/billing/balance')
  expect(balance).toMatchObject({ available: { micros: 0 }, held: { micros: 3_750 } })
})

test('a day costs what the list in force when it began says', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-03-01') })
  const id = await stored.store(gibibyte)
  await stored.admin.post('/admin/prices', {
    ...shipped,
    version: 'dearer',
    effective_from: '2027-03-03T00:00:00.001Z',
    storage_gib_month: {
      ...shipped.storage_gib_month,
      standard: { nanos: 31_000_000_000, source: 'a test' },
    },
  })
  stored.on(noon('2027-03-05'))
  await stored.charge()
  expect(await stored.charges(id)).toEqual([
    ['2027-03-02', 646],
    ['2027-03-03', 646],
    ['2027-03-04', 1_000_000 - 1_292],
  ])
  expect(await stored.look(id)).toMatchObject({ owed: { micros: 1_292 } })
})

test('a size that is told late changes no day that is charged, only those after', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-03-01') })
  const id = await stored.store(gibibyte)
  stored.on(noon('2027-03-03'))
  await stored.charge()
  await stored.measure(id, 2 * gibibyte, noon('2027-03-02'))
  await stored.measure(id, 9 * gibibyte, noon('2027-03-01'))
  stored.on(noon('2027-03-04'))
  await stored.charge()
  expect(await stored.charges(id)).toEqual([
    ['2027-03-02', 646],
    ['2027-03-03', 1_291],
  ])
})

test('empty storage makes no entries, and one that is huge is exact', async () => {
  const stored = await newStored({ credit: 100_000, at: noon('2027-04-01') })
  const empty = await stored.store(0)
  const huge = await stored.store(Number.MAX_SAFE_INTEGER)
  stored.on(noon('2027-04-03'))
  expect(await stored.charge()).toMatchObject({ days: 2 })
  expect(await stored.charges(empty)).toEqual([])
  expect(await stored.look(empty)).toMatchObject({ charged_through: '2027-04-02' })
  // 8,388,608 GiB less a byte, at 20,000 micros a month of 30 days, rounded up.
  expect(await stored.charges(huge)).toEqual([['2027-04-02', 5_592_405_334]])
})

test('a resource that cannot be charged starves no other', async () => {
  const stored = await newStored({ credit: 1, at: noon('2027-03-01') })
  const [bad, good] = [await stored.store(gibibyte), await stored.store(gibibyte)]
  const document = stored.plane.db.collection('storage_resources').doc(bad)
  await document.update({ account_id: 'nobody' })
  stored.on(noon('2027-03-03'))
  expect(await stored.charge()).toMatchObject({ resources: 1, days: 1 })
  expect(await stored.charges(good)).toHaveLength(1)
  expect(stored.logged.some((line) => line.includes(bad))).toBe(true)
})
