import { createHash, randomBytes } from 'node:crypto'

/**
 * Opaque ids of `[a-z0-9]` that begin with a letter, so that they fit DNS labels, Kubernetes names
 * and foreign wires. 18 characters of base 36 are 93 random bits.
 */
export const newId = (kind: Kind): string => kinds[kind] + base36(randomBytes(16), 18)

/** The same parts always give the same id: how a retried request finds what it already made. */
export const derivedId = (kind: Kind, ...parts: readonly string[]): string =>
  kinds[kind] + base36(sha256(JSON.stringify(parts)), 18)

/** The secret half of a key: 32 characters of base 36, 165 random bits. */
export const newSecret = (): string => base36(randomBytes(24), 32)

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

const kinds = {
  session: 'sess',
  account: 'acct',
  user: 'user',
  passport: 'pp',
  command: 'cmd',
  outbox: 'out',
  quote: 'quo',
  purchase: 'po',
  coupon: 'cpn',
  storage: 'stg',
  warmBox: 'warm',
  ticket: 'tkt',
  archive: 'arc',
  snapshot: 'snap',
  audit: 'aud',
  adminKey: 'adm',
  quotaRequest: 'quot',
  workspace: 'wksp',
  signin: 'sgn',
  signup: 'sup',
  identity: 'idn',
  mail: 'mail',
} as const
type Kind = keyof typeof kinds

function base36(bytes: Uint8Array, length: number): string {
  const number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  return number.toString(36).padStart(length, '0').slice(-length)
}
