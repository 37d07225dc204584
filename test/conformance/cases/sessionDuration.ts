import { expect } from 'vitest'
import type { Proof } from '../case.ts'

/** A session ends when its time to live is over, not before, with its reason and its bill; more time may be given. */
export const sessionDuration: Proof = async ({ world, ada, session, status, becomes, boxes }) => {
  const id = await session({ ttl_minutes: 1 })
  expect((await ada.post(`/v1/sessions/${id}/extend`, { minutes: 2 })).status).toBe(200)
  const passes = async (seconds: number) => {
    world.advance({ seconds })
    await world.run('sweep')
  }
  await passes(45)
  await passes(45)
  expect(await status(id)).toBe('running')
  await passes(60)
  await passes(60)
  await becomes(id, 'stopped')
  expect((await ada.get(`/v1/sessions/${id}`)).body).toMatchObject({ reason: 'ttl' })
  expect((await ada.get(`/v1/sessions/${id}/receipt`)).body.billed_seconds).toBeLessThanOrEqual(180)
  expect(await boxes(id)).toEqual([])
}
