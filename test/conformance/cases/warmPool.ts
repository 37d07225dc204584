import { expect } from 'vitest'
import { limits } from '../../../shared/platform/limits.ts'
import type { Ground, Proof, Refusal } from '../case.ts'

/** A session gets the box that waited for one of its shape. */
export const warmPool: Proof = async (ground) => {
  const { world, create, ada } = ground
  expect((await wished(ground)).status).toBe(200)
  try {
    await world.run('refill')
    // Which shapes have a pool is remembered for a while.
    world.advance({ seconds: limits.poolCacheSeconds })
    const { body } = await create()
    expect(body).toMatchObject({ status: 'running', details: { warm: true } })
    await ada.delete(`/v1/sessions/${body.id}`)
  } finally {
    await world.admin.delete(pool)
    await world.run('refill')
  }
}

export const noWarmPool: Refusal = async (ground) => {
  expect(await wished(ground)).toMatchObject({ status: 501, body: { code: 'unsupported' } })
  expect((await ground.world.admin.get('/admin/pools')).body.pools).toEqual([])
}

const wished = ({ world, backend, resources }: Ground) =>
  world.admin.put(pool, {
    provider: backend,
    resources,
    sizes: [{ from_hour: 0, size: 1 }],
    budget_micros_per_day: 1_000_000,
  })

const pool = '/admin/pools/waiting'
