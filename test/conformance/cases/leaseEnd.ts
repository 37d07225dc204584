import { expect } from 'vitest'
import type { Proof } from '../case.ts'
import { until } from '../until.ts'

/**
 * Nothing of the control plane runs, and yet the session ends when what was paid for is over. Whoever looks next finds it
 * ended by its lease, and charges no more than that.
 */
export const leaseEnd: Proof = async ({ world, ada, session, provider, boxes, becomes }) => {
  const { micros } = (await ada.get(`/v1/sessions/${await session()}`)).body.rate_per_hour
  const seconds = 8
  const cost = Math.ceil((micros * seconds) / 3_600)
  const id = await session({ max_cost: cost })
  await until('the box has ended itself', async () => {
    const { state } = await provider.observe(id)
    return state === 'ended'
  })
  expect(await provider.observe(id)).toMatchObject({ state: 'ended', cause: 'lease' })
  await world.run('reconcile')
  await becomes(id, 'stopped')
  await world.run('reconcile')
  expect(await boxes(id)).toEqual([])
  const { charged } = (await ada.get(`/v1/sessions/${id}/receipt`)).body
  expect(charged.micros).toBeLessThanOrEqual(cost)
  expect(charged.micros).toBeGreaterThan(0)
}
