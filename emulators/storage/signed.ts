import { createHash, createVerify } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { epochMs, type Instant } from '../../shared/platform/clock.ts'
import { Refusal } from './refusal.ts'

/** The public key, as PEM, of whoever may sign by that address; nothing where nobody of that name may. */
export type KeyOf = (email: string) => string | undefined

/** Looks whether an address that is signed (V4, with a service account's key) is good, now and for this request. */
export function checkSigned(
  request: IncomingMessage,
  url: URL,
  { now, keyOf }: { now: Instant; keyOf: KeyOf | undefined },
): void {
  const { searchParams: query } = url
  const signature = query.get('X-Goog-Signature')
  if (signature === null) return
  const said = (name: string) => query.get(`X-Goog-${name}`) ?? ''
  if (said('Algorithm') !== algorithm) throw malformed(`X-Goog-Algorithm must be ${algorithm}`)
  const [email = '', scope = ''] = divided(said('Credential'))
  const date = said('Date')
  if (scope !== `${date.slice(0, 8)}/auto/storage/goog4_request`) {
    throw malformed('X-Goog-Credential has another scope')
  }
  const seconds = Number(said('Expires'))
  if (!(seconds > 0 && seconds <= weekSeconds)) throw malformed('X-Goog-Expires is out of range')
  const fromMs = epochMs(date.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'))
  if (Number.isNaN(fromMs)) throw malformed('X-Goog-Date is no date')
  if (epochMs(now) >= fromMs + seconds * 1_000) {
    throw new Refusal(400, 'ExpiredToken', 'The provided token has expired.')
  }
  if (!keyOf) return
  const key = keyOf(email)
  const text = [algorithm, date, scope, sha256(canonical(request, url))].join('\n')
  const isGood =
    key && createVerify('RSA-SHA256').update(text).verify(key, Buffer.from(signature, 'hex'))
  if (!isGood) throw mismatch()
}

/** The request as its signer has written it down, of those headers alone that were signed. */
function canonical({ method = '', headers }: IncomingMessage, url: URL): string {
  const names = (url.searchParams.get('X-Goog-SignedHeaders') ?? '').split(';')
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Goog-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
  return [
    method,
    url.pathname,
    query.join('&'),
    ...names.map((name) => `${name}:${signedValue(name, headers[name], url)}`),
    '',
    names.join(';'),
    headers['x-goog-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n')
}

/** Google's own client signs the host's name without its port. */
const signedValue = (name: string, value: string | string[] | undefined, url: URL) =>
  name === 'host' ? url.hostname : `${value ?? ''}`.trim().replace(/\s{2,}/g, ' ')

const divided = (credential: string) => {
  const at = credential.indexOf('/')
  return [credential.slice(0, at), credential.slice(at + 1)]
}

const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const malformed = (message: string) => new Refusal(400, 'AuthenticationRequired', message)
const mismatch = () =>
  new Refusal(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your Google secret key and signing method.',
  )

const algorithm = 'GOOG4-RSA-SHA256'
const weekSeconds = 604_800
