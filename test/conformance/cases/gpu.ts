import { expect } from 'vitest'
import type { Proof, Refusal } from '../case.ts'

const resources = { cpu_millis: 4_000, memory_mb: 16_384, disk_mb: 64, gpu: 'nvidia-l4' }

/**
 * The backend has a machine with one for it, and that is what it costs. Where there is no device to look at, as on the
 * emulated Cloud Run, its word stands alone.
 */
export const gpu: Proof = async ({ ada, backend, session, sh }) => {
  const { body: wanted } = await ada.post('/v1/estimates', { provider: backend, resources })
  const id = await session({ resources })
  const { body } = await ada.get(`/v1/sessions/${id}`)
  expect(body).toMatchObject({ resources, details: { gpu: resources.gpu } })
  expect(body.rate_per_hour).toEqual(wanted.rate_per_hour)
  const { returncode } = await sh(id, '! test -e /dev/nvidia0 || nvidia-smi -L')
  expect(returncode).toBe(0)
  await ada.delete(`/v1/sessions/${id}`)
}

export const noGpu: Refusal = async ({ create }) => {
  const { body } = await create({ resources })
  expect(body).toMatchObject({ code: 'unsupported' })
}
