import { expect } from 'vitest'
import type { Proof } from '../case.ts'

/** A pause keeps the files and lets the compute go; a resume brings them back, in a new box. */
export const pause: Proof = async ({ ada, session, sh, boxes }) => {
  const id = await session()
  await sh(id, 'mkdir -p a/b && echo kept > a/b/file && ln -s a/b/file link && chmod 700 a')
  await sh(id, 'echo home > ~/mine; head -c 3000000 /dev/urandom > random')
  const look = 'cat link ~/mine; stat -c "%a %U" a; sha256sum random'
  const before = (await sh(id, look)).stdout
  expect(before).toContain('kept\nhome\n700 user\n')
  const paused = await ada.post(`/v1/sessions/${id}/pause?wait=60`)
  expect(paused.body).toMatchObject({ status: 'paused' })
  expect(await boxes(id)).toEqual([])
  const resumed = await ada.post(`/v1/sessions/${id}/resume?wait=60`)
  expect(resumed.body).toMatchObject({ status: 'running' })
  expect((await sh(id, look)).stdout).toBe(before)
  await ada.delete(`/v1/sessions/${id}`)
}

/** The same, and its processes go on as if nothing had been. */
export const hibernation: Proof = async ({ ada, session, sh }) => {
  const id = await session()
  const counting = 'i=0; while :; do i=$((i+1)); echo $i > count; sleep 0.05; done'
  await sh(id, `(setsid sh -c '${counting}' > /dev/null 2>&1 < /dev/null &)`)
  await ada.post(`/v1/sessions/${id}/pause?wait=60`)
  await ada.post(`/v1/sessions/${id}/resume?wait=60`)
  const count = async () => Number((await sh(id, 'sleep 0.5; cat count')).stdout)
  const at = await count()
  expect(await count()).toBeGreaterThan(at)
  await ada.delete(`/v1/sessions/${id}`)
}
