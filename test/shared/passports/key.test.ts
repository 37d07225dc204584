import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyFormats } from '../../../shared/contract/passports.ts'
import { newKey, newSecretFor, parseKey } from '../../../shared/passports/key.ts'
import { hashOf, isHashOf } from '../../../shared/platform/secret.ts'

test.each(keyFormats)(
  'a key like %s_ is found by its prefix, which a new secret keeps',
  (format) => {
    const { passportId, prefix, secret } = newKey(format)
    expect(parseKey(prefix + secret)).toEqual({ passportId, prefix, secret })
    const next = newSecretFor(format)
    expect(parseKey(prefix + next)).toMatchObject({ passportId })
    expect(passportId).toMatch(/^pp[0-9a-z]{18}$/)
  },
)

test('what is no key is none, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(onm|sk|e2b)_[0-9a-z_]*$/)), (text) => {
      const parts = parseKey(text)
      expect(parts === undefined || parts.prefix + parts.secret === text).toBe(true)
    }),
  )
})

test('secrets are compared as digests of one length, whatever was sent', () => {
  const { secret } = newKey('onm')
  const hash = hashOf(secret)
  expect(isHashOf(hash, secret)).toBe(true)
  fc.assert(
    fc.property(fc.string(), (sent) => {
      // `timingSafeEqual` throws where lengths differ: it is never given such.
      expect(isHashOf(hash, sent)).toBe(sent === secret)
      expect(hashOf(sent)).toHaveLength(hash.length)
    }),
  )
})
