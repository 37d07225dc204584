import type { IncomingMessage } from 'node:http'
import { personOf } from '../shared/audit/append.ts'
import type { Person } from '../shared/audit/record.ts'
import { addressOf } from '../shared/platform/address.ts'
import { limits } from '../shared/platform/limits.ts'

/** Where a request comes from, or null where that is not known. */
export function callerAddress(
  { headers, socket }: IncomingMessage,
  { trustedProxies }: { trustedProxies: number },
): string | null {
  const forwardedFor = [headers['x-forwarded-for']].flat().join(',')
  return addressOf(forwardedFor, socket.remoteAddress, trustedProxies) ?? null
}

/** Where a request comes from and by what, as the audit log keeps it. */
export function personAt(plane: { trustedProxies: number }, request: IncomingMessage): Person {
  const agent = request.headers['user-agent']?.slice(0, limits.auditAgentCharactersMax) ?? null
  return personOf(callerAddress(request, plane), agent)
}
