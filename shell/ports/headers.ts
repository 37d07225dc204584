import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { PortRoute } from './route.ts'

/** What the server in the session is told: all that the client said, but nothing that is between the client and us. */
export function onward(
  { headers, socket }: IncomingMessage,
  { prefix }: PortRoute,
  port: number,
): OutgoingHttpHeaders {
  const passed = endToEnd(headers)
  const { host = '', origin } = headers
  const proto = first(headers['x-forwarded-proto']) ?? 'http'
  // Servers under development refuse names they do not know, and this is the one they all do.
  const known = `localhost:${port}`
  const isOwnOrigin = typeof origin === 'string' && origin === `${proto}://${host}`
  withoutKey(passed)
  // Cookies under a path of ours are ours, or another session's.
  if (prefix !== '') delete passed.cookie
  return {
    ...passed,
    host: known,
    ...(isOwnOrigin ? { origin: `http://${known}` } : {}),
    'x-forwarded-for': [first(headers['x-forwarded-for']), socket.remoteAddress]
      .filter(Boolean)
      .join(', '),
    'x-forwarded-host': host,
    'x-forwarded-proto': proto,
    ...(prefix === '' ? {} : { 'x-forwarded-prefix': prefix }),
  }
}

/** What the client is told: all that the session's server said, but nothing that would reach beyond its own address. */
export function back(
  headers: IncomingHttpHeaders,
  { prefix }: PortRoute,
  port: number,
): OutgoingHttpHeaders {
  const passed = endToEnd(headers)
  if (typeof passed.location === 'string') passed.location = here(passed.location, prefix, port)
  if (prefix === '') {
    const cookies = headers['set-cookie'] ?? []
    return cookies.length > 0 ? { ...passed, 'set-cookie': cookies.map(ofThisHost) } : passed
  }
  for (const name of ofTheWholeHost) delete passed[name]
  const policies = [headers['content-security-policy'], sandbox].filter(Boolean)
  return {
    ...passed,
    // A page under a path of ours is nobody's origin: it sees nothing of ours, nor of another session.
    'content-security-policy': policies.join(', '),
    // The path is a secret for as long as it is good.
    'referrer-policy': 'no-referrer',
  }
}

/** What a hop says to the next only: these, and what `Connection` names. */
function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !hopByHop.has(name) && !named.includes(name),
  )
  return Object.fromEntries(kept)
}

const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A passport is not for the session to see. */
function withoutKey(headers: OutgoingHttpHeaders): void {
  for (const name of ['x-api-key', 'authorization', 'x-forwarded-authorization']) {
    if (/^(Bearer )?onm_/i.test(`${headers[name]}`)) delete headers[name]
  }
}

/** A redirect within the server stays within its address. */
function here(location: string, prefix: string, port: number): string {
  const path = location.replace(
    new RegExp(`^https?://(localhost|127\\.0\\.0\\.1):${port}(?=/|$)`),
    '',
  )
  return path === '' || /^\/(?!\/)/.test(path) ? `${prefix}${path || '/'}` : location
}

const ofThisHost = (cookie: string) => cookie.replace(/;\s*domain=[^;]*/gi, '')

const ofTheWholeHost = [
  'set-cookie',
  'clear-site-data',
  'service-worker-allowed',
  'strict-transport-security',
  'alt-svc',
]

const sandbox =
  'sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads allow-pointer-lock'

const first = (value: string | string[] | undefined) => [value].flat()[0]
