import { expect, vi } from 'vitest'
import type { openPostbox } from '../../kit/postbox.ts'
import type { World } from '../../kit/world.ts'

/** Signs somebody in by mail. */
export async function signIn(
  world: World,
  postbox: Awaited<ReturnType<typeof openPostbox>>,
  email: string,
) {
  postbox.letters.length = 0
  await world.anyone.post('/v1/signup', { email })
  await vi.waitFor(() => expect(postbox.letters).toHaveLength(1), { timeout: 30_000 })
  const { body } = await world.anyone.post('/v1/signup/verify', { code: postbox.code() })
  return body
}
