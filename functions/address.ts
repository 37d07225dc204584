import type { Context } from 'hono'
import * as z from 'zod'
import { addressOf } from '../shared/platform/address.ts'

/** Where a request comes from, or null where that is not known. */
export function callerAddress(
  { req, env }: Context,
  { trustedProxies }: { trustedProxies: number },
): string | null {
  const peer = Connected.safeParse(env).data?.incoming.socket.remoteAddress
  return addressOf(req.header('x-forwarded-for'), peer, trustedProxies) ?? null
}

/** What the HTTP servers of Node hand over with a request. */
const Connected = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string().optional() }) }),
})
