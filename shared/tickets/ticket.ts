import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import { Timestamp } from '../contract/fields.ts'
import { collection } from '../firestore/collection.ts'
import { Caller } from '../passports/caller.ts'
import type { Plane } from '../plane.ts'
import { type Clock, type Instant, plusSeconds } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { newId } from '../platform/ids.ts'

/** A way into one session for who cannot send a header: good for a moment, and once. */
export const Ticket = z.object({
  id: z.string(),
  caller: Caller,
  session_id: z.string(),
  expires_at: Timestamp,
})
export type Ticket = z.output<typeof Ticket>

export async function issue(
  { clock, ticketKey }: { clock: Clock; ticketKey: Uint8Array },
  caller: Caller,
  sessionId: string,
  seconds: number,
): Promise<{ token: string; expiresAt: Instant }> {
  const expiresAt = plusSeconds(clock.now(), seconds)
  const ticket: Ticket = {
    id: newId('ticket'),
    caller,
    session_id: sessionId,
    expires_at: expiresAt,
  }
  const token = await new SignJWT({ ticket })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .setExpirationTime(new Date(expiresAt))
    .sign(ticketKey)
  return { token, expiresAt }
}

/** The ticket in a token of ours that is still good. It is not used up yet: see `spend`. */
export async function open(
  { clock, ticketKey }: { clock: Clock; ticketKey: Uint8Array },
  token: string,
): Promise<Ticket> {
  try {
    const { payload } = await jwtVerify(token, ticketKey, {
      algorithms: [algorithm],
      audience,
      currentDate: new Date(clock.now()),
    })
    return Ticket.parse(payload.ticket)
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw new Fault('unauthenticated', 'this ticket has expired or is not one of ours', { cause })
  }
}

/** Uses a ticket up. Of two who show the same one, wherever they show it, one is let in. */
export async function spend({ transact }: Pick<Plane, 'transact'>, ticket: Ticket): Promise<void> {
  const isFirst = await transact(ticket.id, (tx) => tx.create(spentTickets, ticket.id, ticket))
  if (!isFirst) throw new Fault('unauthenticated', 'this ticket was used before; get another')
}

/** Those that were used. One may go when it has expired. */
export const spentTickets = collection('tickets', Ticket)

const algorithm = 'HS256'
const audience = 'onmemos:ticket'
