import type { Context } from 'hono'
import { type FaultCode, faults } from '../shared/contract/faults.ts'
import { Fault } from '../shared/platform/faults.ts'
import type { Log } from '../shared/platform/log.ts'

/** The one place where a failure becomes a status. What is ours alone to mend is logged, and not told. */
export function problem(context: Context, cause: unknown, log: Log): Response {
  const fault = faultOf(cause)
  if (isOurs(fault)) log.error(fault.message, { path: context.req.path, cause })
  return context.body(JSON.stringify(documentOf(fault)), fault.status, {
    'content-type': 'application/problem+json',
    ...headersOf(fault),
  })
}

/** Whether there is something to mend on our side: not where a session refuses, or what is asked is not to be had here. */
export const isOurs = ({ status, code }: Fault): boolean => status >= 500 && !theirs.has(code)

const theirs: ReadonlySet<FaultCode> = new Set(['unsupported', 'port_closed', 'no_space'])

export const faultOf = (cause: unknown): Fault =>
  cause instanceof Fault
    ? cause
    : new Fault('internal', 'something went wrong on our side; it was reported', { cause })

/** RFC 9457, and `error` for clients that look for it there. */
export const documentOf = (fault: Fault) => ({
  type: `urn:onmemos:problem:${fault.code}`,
  title: faults[fault.code].title,
  status: fault.status,
  detail: fault.message,
  code: fault.code,
  error: fault.message,
  ...(fault.flaws.length > 0 ? { errors: fault.flaws } : {}),
  ...fault.facts,
})

/** What an answer with this fault says in its headers. */
export const headersOf = ({ code, facts }: Fault): Readonly<Record<string, string>> => {
  const { retry_after_seconds: seconds } = facts
  return {
    ...headers[code],
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
    ...(code === 'too_many_requests' ? spent(facts) : {}),
  }
}

const spent = ({ limit, retry_after_seconds: seconds }: Fault['facts']) => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': '0',
  'ratelimit-reset': String(seconds),
})

const headers: Readonly<Partial<Record<FaultCode, Record<string, string>>>> = {
  unauthenticated: { 'www-authenticate': 'Bearer realm="onmemos"' },
  switched_off: { 'retry-after': '60' },
  contention: { 'retry-after': '1' },
  too_many_connections: { 'retry-after': '5' },
  too_many_sessions: { 'retry-after': '60' },
  provider_unavailable: { 'retry-after': '5' },
  session_not_ready: { 'retry-after': '5' },
}
