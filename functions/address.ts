import type { Context } from 'hono'
import * as z from 'zod'

/**
 * Where a request comes from: what the nearest proxy says, which is what it appended to `X-Forwarded-For`; what stands
 * before that is the caller's own word. Without a proxy, the peer of the connection.
 */
export function addressOf({ req, env }: Context): string | null {
  const forwarded = req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  const address = forwarded || (Connected.safeParse(env).data?.incoming.socket.remoteAddress ?? '')
  return /^[0-9a-fA-F.:]{2,45}$/.test(address) ? address.replace(/^::ffff:/, '') : null
}

/** What the HTTP servers of Node hand over with a request. */
const Connected = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string().optional() }) }),
})
