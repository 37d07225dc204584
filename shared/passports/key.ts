import { randomBytes } from 'node:crypto'
import type { keyFormats } from '../contract/passports.ts'
import { derivedId, newId, newSecret } from '../platform/ids.ts'

export type KeyFormat = (typeof keyFormats)[number]

/**
 * A key is a prefix, which finds its passport in one read, and a secret, which proves it. The prefix stays when the
 * secret is rotated.
 */
export interface KeyParts {
  readonly passportId: string
  readonly prefix: string
  readonly secret: string
}

interface Shape {
  readonly pattern: RegExp
  prefix(): string
  secret(): string
  passportId(prefix: string): string
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex')
const idFrom = (prefix: string) => derivedId('passport', prefix)

const shapes: Readonly<Record<KeyFormat, Shape>> = {
  // onm_<passport id>_<32 characters>
  onm: {
    pattern: /^(onm_pp[0-9a-z]{18}_)([0-9a-z]{32})$/,
    prefix: () => `onm_${newId('passport')}_`,
    secret: newSecret,
    passportId: (prefix) => prefix.slice('onm_'.length, -1),
  },
  // As Execbox has them: 64 hexadecimal digits.
  sk: {
    pattern: /^(sk_[0-9a-f]{16})([0-9a-f]{48})$/,
    prefix: () => `sk_${hex(8)}`,
    secret: () => hex(24),
    passportId: idFrom,
  },
  // As E2B has them: 40.
  e2b: {
    pattern: /^(e2b_[0-9a-f]{16})([0-9a-f]{24})$/,
    prefix: () => `e2b_${hex(8)}`,
    secret: () => hex(12),
    passportId: idFrom,
  },
}

export function newKey(format: KeyFormat): KeyParts {
  const shape = shapes[format]
  const prefix = shape.prefix()
  return { passportId: shape.passportId(prefix), prefix, secret: shape.secret() }
}

export const newSecretFor = (format: KeyFormat): string => shapes[format].secret()

export function parseKey(key: string): KeyParts | undefined {
  for (const { pattern, passportId } of Object.values(shapes)) {
    const [, prefix, secret] = pattern.exec(key) ?? []
    if (prefix && secret) return { passportId: passportId(prefix), prefix, secret }
  }
  return undefined
}

/** Enough to tell a key by, and too little to use it. */
export const previewOf = ({ prefix, secret }: Pick<KeyParts, 'prefix' | 'secret'>): string =>
  `${prefix.slice(0, 11)}...${secret.slice(-4)}`
