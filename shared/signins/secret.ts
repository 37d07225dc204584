import { newSecret } from '../platform/ids.ts'
import { hashOf } from '../platform/secret.ts'

/** `<prefix>_<id>_<secret>`: the id finds what it stands for in one read, the secret proves it. */
export const newCode = (prefix: Prefix, id: string) => codeOf(prefix, id, newSecret())

/** The same with a secret that is known: 32 characters of base 36. */
export const codeOf = (prefix: Prefix, id: string, secret: string) => ({
  code: `${prefix}_${id}_${secret}`,
  hash: hashOf(secret),
})

/** A code taken apart; undefined where it is none of these. */
export function partsOf(prefix: Prefix, code: string): { id: string; secret: string } | undefined {
  const [, kind, id, secret] = /^([a-z]+)_([0-9a-z]{4,40})_([0-9a-z]{32})$/.exec(code) ?? []
  return kind === prefix && id && secret ? { id, secret } : undefined
}

/** A refresh token, or a code by mail. */
type Prefix = 'onr' | 'ons'
