import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import type { Session } from '../sessions/session.ts'
import type { Quote } from './quote.ts'

/** What a quote was used for. It may go when the quote has expired. */
const Redemption = z.object({
  id: z.string(),
  account_id: z.string(),
  session_id: z.string(),
  at: Timestamp,
  expires_at: Timestamp,
})
export const redemptions = collection('quote_redemptions', Redemption)

/** Uses a quote up for the session that is being created at its price, or says why it is not good for it. */
export async function redeem(tx: Tx, quote: Quote, session: Session, at: Instant): Promise<void> {
  const differences = differencesOf(quote, session)
  if (differences.length > 0) {
    throw new Fault('invalid_quote', `this quote is for another ${differences.join(' and ')}`)
  }
  if (quote.expires_at <= at) {
    throw new Fault('quote_expired', `this quote was good until ${quote.expires_at}`)
  }
  const isFirst = await tx.create(redemptions, quote.id, {
    id: quote.id,
    account_id: quote.account_id,
    session_id: session.id,
    at,
    expires_at: quote.expires_at,
  })
  if (!isFirst) throw new Fault('quote_used', 'a quote is good for one session; get another')
}

const differencesOf = (quote: Quote, session: Session) => [
  ...(quote.account_id === session.account_id ? [] : ['account']),
  ...(quote.provider === session.provider ? [] : [`provider: ${quote.provider}`]),
  ...(isDeepStrictEqual(quote.resources, session.resources)
    ? []
    : [`shape: ${JSON.stringify(quote.resources)}`]),
]
