import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Account, accounts, newAccount } from '../../../shared/accounts/account.ts'
import { post } from '../../../shared/ledger/post.ts'
import { grant } from '../../../shared/ledger/verbs.ts'
import { shipped } from '../../../shared/pricing/shipped.ts'
import { chargeResource } from '../../../shared/storage/charge.ts'
import { daysAfter } from '../../../shared/storage/days.ts'
import { measure } from '../../../shared/storage/measure.ts'
import { register } from '../../../shared/storage/register.ts'
import { remove } from '../../../shared/storage/remove.ts'
import { storageResources } from '../../../shared/storage/resource.ts'
import { memory } from '../../kit/memory.ts'

/** Over the 29th of a February, and up to the day before the last run. */
const days = daysAfter('2028-02-19', '2028-03-21', 31)
const microsOfGibMonth = 20_000n

interface DayOfIt {
  readonly gibibytes: number | null
  readonly credits: number
  readonly runs: number
}

const aDay: fc.Arbitrary<DayOfIt> = fc.record({
  gibibytes: fc.option(fc.integer({ min: 0, max: 2_000 })),
  credits: fc.constantFrom(0, 0, 1, 5_000, 2_000_000),
  runs: fc.constantFrom(0, 0, 1, 2),
})

/** Each day of it: the job at one, credits at two, a measurement at noon, perhaps its end at three. */
async function lived(story: readonly DayOfIt[], endsOn: number | null) {
  const tx = memory()
  const start = `${days[0]}T00:30:00.000Z`
  await tx.create(accounts, 'a', newAccount('a', start))
  await register(tx, {
    id: 's',
    account_id: 'a',
    name: 'data',
    kind: 'bucket',
    storage_class: 'standard',
    request_hash: null,
    created_at: start,
  })
  const account = async (): Promise<Account> => {
    const found = await tx.get(accounts, 'a')
    if (!found) throw new Error('the account is gone')
    return found
  }
  const run = (at: string) => chargeResource(tx, 's', async () => shipped, at)
  for (const [n, { gibibytes, credits, runs }] of story.entries()) {
    const at = (time: string) => `${days[n]}T${time}:00.000Z`
    for (let turn = 0; turn < runs; turn++) await run(at('01:00'))
    if (credits > 0) {
      const fact = { id: `grant-${n}`, accountId: 'a', at: at('02:00'), note: '', expiresAt: null }
      await post(tx, await account(), grant(fact, credits))
    }
    if (gibibytes !== null && (endsOn === null || n <= endsOn)) {
      const size = { at: at('12:00'), size_bytes: gibibytes * 1_024 ** 3 }
      await measure(tx, 's', size, at('12:00'))
    }
    if (n === endsOn) await remove(tx, 's', at('15:00'))
  }
  await run('2028-03-22T00:10:00.000Z')
  const resource = await tx.get(storageResources, 's')
  if (!resource) throw new Error('the resource is gone')
  return { resource, balance: (await account()).balance }
}

/** What all whole days cost, reckoned without any of the code under test. */
function costOfAll(story: readonly DayOfIt[], endsOn: number | null): number {
  let gibibytes = 0n
  let total = 0n
  for (const [n, day] of story.entries()) {
    gibibytes = day.gibibytes === null ? gibibytes : BigInt(day.gibibytes)
    if (n === 0 || n >= (endsOn ?? story.length)) continue
    const inMonth = days[n]?.startsWith('2028-02') ? 29n : 31n
    const micros = gibibytes * microsOfGibMonth
    total += micros / inMonth + (micros % inMonth > 0n ? 1n : 0n)
  }
  return Number(total)
}

test('whatever is measured, granted and run when: all that is charged and owed is what the days cost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aDay, { minLength: days.length, maxLength: days.length }),
      fc.option(fc.integer({ min: 0, max: days.length - 1 })),
      async (story, endsOn) => {
        const { resource, balance } = await lived(story, endsOn)
        expect(balance.spent + resource.owed_micros).toBe(costOfAll(story, endsOn))
        expect(balance.available).toBeGreaterThanOrEqual(0)
        if (resource.owed_micros > 0) expect(balance.available).toBe(0)
      },
    ),
    { numRuns: 300 },
  )
})
