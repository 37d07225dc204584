import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { Proof } from '../case.ts'

/** Files go in, are listed, moved and removed, and come out byte for byte; they are the session's own user's. */
export const files: Proof = async ({ ada, sh, gateway, headers }, session) => {
  const bytes = randomBytes(3_000_000)
  const base = `/v1/sessions/${session}/files`
  const content = (path: string) => `${gateway.url}${base}/content?path=${path}`
  const put = await fetch(content('/workspace/in/there'), { method: 'PUT', headers, body: bytes })
  expect(await put.json()).toMatchObject({ size_bytes: bytes.length, owner: 'user' })
  expect((await sh(session, 'echo more >> in/there; wc -c < in/there')).stdout.trim()).toBe(
    `${bytes.length + 5}`,
  )
  await ada.post(`${base}/move`, { from: '/workspace/in/there', to: '/workspace/in/moved' })
  const listed = (await ada.get(`${base}?path=/workspace/in`)).body
  expect(JSON.stringify(listed)).toContain('/workspace/in/moved')
  const got = Buffer.from(
    await (await fetch(content('/workspace/in/moved'), { headers })).arrayBuffer(),
  )
  expect(got.equals(Buffer.concat([bytes, Buffer.from('more\n')]))).toBe(true)
  expect((await ada.delete(`${base}?path=/workspace/in`)).status).toBe(200)
  expect((await sh(session, 'ls in')).success).toBe(false)
  expect((await fetch(content('/etc/shadow'), { headers })).status).not.toBe(200)
}
