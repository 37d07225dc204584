import { expect } from 'vitest'
import type { Proof } from '../case.ts'
import { until } from '../until.ts'

/** A session that nobody uses lets its compute go and costs none, keeps its files, and is back at its next command. */
export const scaleToZero: Proof = async ({ world, ada, session, sh, status, becomes, boxes }) => {
  const id = await session({ idle_minutes: 1, on_idle: 'pause', auto_resume: true })
  await sh(id, 'echo kept > file')
  world.advance({ seconds: 90 })
  await until('it is idle, and paused', async () => {
    await world.run('sweep')
    return (await status(id)) !== 'running'
  })
  await becomes(id, 'paused')
  expect(await boxes(id)).toEqual([])
  const spent = async () => (await ada.get(`/v1/sessions/${id}/cost`)).body.so_far
  const before = await spent()
  world.advance({ seconds: 60 })
  expect(await spent()).toEqual(before)
  expect((await sh(id, 'cat file')).stdout).toBe('kept\n')
  expect(await boxes(id)).toHaveLength(1)
  await ada.delete(`/v1/sessions/${id}`)
  expect(await boxes(id)).toEqual([])
}
