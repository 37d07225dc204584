import ky, { HTTPError, type Options } from 'ky'
import type { Route } from '../shared/contract/route.ts'
import { address } from './address.ts'
import type { AnyParts } from './call.ts'
import type { Connection } from './connection.ts'
import { ConnectionError } from './errors.ts'
import { patientFetch } from './patience.ts'
import { problem } from './problem.ts'
import { unreachable } from './unreachable.ts'

/** Sends a request, again where that is safe, and answers what succeeded. */
export async function send(to: Connection, route: Route, parts: AnyParts): Promise<Response> {
  const url = address(to.baseUrl, route, parts)
  const headers = headersOf(to, route, parts)
  try {
    return await ky(url, {
      method: route.method,
      headers,
      ...(route.body && { json: parts.body ?? {} }),
      ...(parts.bytes && { body: parts.bytes, duplex: 'half' }),
      ...(parts.signal && { signal: parts.signal }),
      fetch: to.fetch ?? patientFetch,
      timeout: false,
      retry: isRepeatable(route, headers) ? retry : 0,
    })
  } catch (error) {
    parts.signal?.throwIfAborted()
    const from = `${route.method} ${url.origin}${url.pathname}`
    if (error instanceof HTTPError) throw await problem(error.response, from)
    throw new ConnectionError(unreachable(from, to.baseUrl, error), { cause: error })
  }
}

const retry = {
  limit: 3,
  methods: ['get', 'delete', 'post'],
  statusCodes: [502, 503, 504],
  afterStatusCodes: [502, 503, 504],
  maxRetryAfter: 30_000,
  delay: (attempt: number) => 100 * 3 ** (attempt - 1),
  jitter: (delayMs: number) => delayMs * (0.5 + Math.random() / 2),
} satisfies Options['retry']

const isRepeatable = (route: Route, headers: object) =>
  route.method !== 'POST' || 'idempotency-key' in headers

function headersOf({ apiKey }: Connection, route: Route, { headers = {} }: AnyParts) {
  const given = Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
  const key = apiKey === null ? {} : { 'x-api-key': apiKey }
  return { ...key, ...idempotencyKey(route), ...Object.fromEntries(given) }
}

/** Where the contract takes one, each call has its own, so that a retried create makes one session. */
const idempotencyKey = ({ headers }: Route) =>
  headers && 'idempotency-key' in headers.shape ? { 'idempotency-key': crypto.randomUUID() } : {}
