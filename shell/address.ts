import type { IncomingMessage } from 'node:http'
import { addressOf } from '../shared/platform/address.ts'

/** Where a request comes from, or null where that is not known. */
export function callerAddress(
  { headers, socket }: IncomingMessage,
  { trustedProxies }: { trustedProxies: number },
): string | null {
  const forwardedFor = [headers['x-forwarded-for']].flat().join(',')
  return addressOf(forwardedFor, socket.remoteAddress, trustedProxies) ?? null
}
