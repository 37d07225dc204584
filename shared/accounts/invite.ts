import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Letter } from '../mail/mail.ts'
import { writeMail } from '../mail/write.ts'
import type { OutboxLine } from '../outbox/line.ts'
import type { Plane } from '../plane.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import type { User } from '../users/user.ts'
import { findAccount } from './find.ts'
import type { Membership } from './membership.ts'

/** When an address was written to of late, by its fingerprint: nobody may use us to fill a stranger's mailbox. */
export const invitations = collection(
  'invitations',
  z.object({ id: z.string(), mailed_at: z.array(Timestamp), expires_at: Timestamp }),
)

/**
 * Writes to a new member, in the transaction that lets them in; null of a machine, where no mail is sent, and to whom
 * so many letters went of late.
 */
export async function invite(
  tx: Tx,
  { mailer, vault, publicUrl }: Pick<Plane, 'mailer' | 'vault' | 'publicUrl'>,
  { user, membership }: { readonly user: User; readonly membership: Membership },
  at: Instant,
): Promise<OutboxLine | null> {
  const { email } = user
  if (!mailer || !email || !(await mayBeMailed(tx, vault.fingerprint(email), at))) return null
  const account = await findAccount(tx, membership.account_id)
  const named = { account: account.name || account.id, role: membership.role }
  return writeMail(tx, vault, letterTo(email, named, publicUrl), at)
}

async function mayBeMailed(tx: Tx, id: string, at: Instant): Promise<boolean> {
  const since = plusSeconds(at, -limits.invitationsWindowSeconds)
  const mailed = ((await tx.get(invitations, id))?.mailed_at ?? []).filter((then) => then > since)
  if (mailed.length >= limits.invitationsMax) return false
  const expires_at = plusSeconds(at, limits.invitationsWindowSeconds)
  tx.update(invitations, id, { id, mailed_at: [...mailed, at], expires_at })
  return true
}

const letterTo = (
  to: string,
  { account, role }: { account: string; role: string },
  publicUrl: string,
): Letter => ({
  to,
  subject: `You are a member of ${account} on OnMemOS`,
  text: `You were let into the account ${account} at ${publicUrl}, as ${role}.

To begin, sign in with this address:

  onmemos login --url ${publicUrl}

or, where there is nobody to sign in with, by a code that is mailed to you:

  onmemos signup ${to} --url ${publicUrl}

If you do not know what this is about, do nothing: nobody can act as you.
`,
})
