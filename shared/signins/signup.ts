import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Letter } from '../mail/mail.ts'
import { writeMail } from '../mail/write.ts'
import { relayQuietly } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { derivedId } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { isHashOf } from '../platform/secret.ts'
import { normalised } from '../users/email.ts'
import { userWith } from './enter.ts'
import { issue, type Tokens } from './issue.ts'
import { newCode, partsOf } from './secret.ts'

/** That somebody wants to prove an address. The address itself is sealed. */
const Signup = z.object({
  id: z.string(),
  sealed: z.string(),
  /** SHA-256 of the secret of the code that was mailed last, in hex; null once it was used. */
  code_hash: z.string().nullable(),
  expires_at: Timestamp,
  /** When mails were sent to it of late. */
  mailed_at: z.array(Timestamp),
})
const signups = collection('signups', Signup)
const Wanted = z.object({ email: z.string(), name: z.string().nullable() })

/**
 * Mails a code to an address. Whether it is anybody's, and whether it was mailed too often of late to be mailed again, is
 * told to nobody: all is the same to whoever asks.
 */
export async function beginSignup(plane: Plane, email: string, name: string | null): Promise<void> {
  if (!plane.mailer) throw noMail()
  const address = normalised(email)
  const id = derivedId('signup', plane.vault.fingerprint(address))
  const at = plane.clock.now()
  const { code, hash } = newCode('ons', id)
  const sealed = await plane.vault.seal(JSON.stringify({ email: address, name }))
  const line = await plane.transact(id, async (tx) => {
    const before = await tx.get(signups, id)
    const mailed = (before?.mailed_at ?? []).filter((then) => isOfLate(then, at))
    if (mailed.length >= limits.signupMailsMax) return null
    tx.update(signups, id, {
      id,
      sealed,
      code_hash: hash,
      expires_at: plusSeconds(at, limits.signupSecondsMax),
      mailed_at: [...mailed, at],
    })
    return writeMail(tx, plane.vault, letterWith(address, code, plane.publicUrl), at)
  })
  // Not awaited: how long a mail takes would tell whether one was sent.
  if (line) void relayQuietly(plane, line)
}

/** Signs in whoever shows a code that was mailed: once, and the last one only. */
export async function finishSignup(plane: Plane, code: string): Promise<Tokens> {
  const parts = partsOf('ons', code)
  if (!parts) throw noCode()
  const at = plane.clock.now()
  return plane.transact(parts.id, async (tx) => {
    const signup = await tx.get(signups, parts.id)
    const isRight = signup?.code_hash && isHashOf(signup.code_hash, parts.secret)
    if (!isRight || signup.expires_at <= at) throw noCode()
    const { email, name } = Wanted.parse(JSON.parse(await plane.vault.open(signup.sealed)))
    tx.update(signups, signup.id, { ...signup, code_hash: null })
    const user = await userWith(tx, email, name, at)
    const who = { user_id: user.id, account_id: user.account_id, how: 'mail' } as const
    return issue(tx, plane.tokenKeys, who, at)
  })
}

const isOfLate = (then: Instant, at: Instant) =>
  plusSeconds(then, limits.signupMailsWindowSeconds) > at

const letterWith = (to: string, code: string, publicUrl: string): Letter => ({
  to,
  subject: 'Your code for OnMemOS',
  text: `Somebody, hopefully you, wants to use OnMemOS at ${publicUrl} with this address.

Your code, good once and for ${limits.signupSecondsMax / 60} minutes:

  ${code}

Enter it where you asked for it, or in a terminal:

  onmemos signup --url ${publicUrl} --code ${code}

If it was not you, do nothing: without the code nothing happens.
`,
})

const noCode = () =>
  new Fault('invalid_code', 'this code is wrong, used or expired: ask for another')

const noMail = () =>
  new Fault(
    'unsupported',
    'this deployment sends no mail: set ONMEMOS_SMTP_URL and ONMEMOS_MAIL_FROM',
  )
