import type { Tx } from '../firestore/transact.ts'
import { close } from '../ledger/bill.ts'
import { open, paidSeconds } from '../ledger/lease.ts'
import { type OutboxLine, send } from '../outbox/line.ts'
import { relayQuietly } from '../outbox/relay.ts'
import type { Plane } from '../plane.ts'
import type { Instant } from '../platform/clock.ts'
import { Fault } from '../platform/faults.ts'
import { accountOf } from './create.ts'
import { leaseOf } from './lease.ts'
import { happened, type Session, sessions } from './session.ts'

/**
 * Sends a session that its backend does not start to the next it may go to, at that one's price: what was held is given
 * back and held anew in one commit. False where there is none, or where the credits do not cover it.
 */
export async function moveOn(plane: Plane, session: Session, why: string): Promise<boolean> {
  const at = plane.clock.now()
  const { turn } = session.past
  const moved = await plane
    .transact(session.account_id, (tx) => move(tx, session, at, why))
    .catch((cause: unknown) => {
      if (cause instanceof Fault && isShort.has(cause.code)) return null
      throw cause
    })
  if (!moved) return false
  await relayQuietly(plane, moved)
  // The reconciler finds what is left where nobody answers.
  await plane.providers[session.backend].stop(session.id, 0, { turn }).catch((cause: unknown) => {
    plane.log.warn('what was left of a start that was refused stays for now', { cause })
  })
  return true
}

const isShort: ReadonlySet<Fault['code']> = new Set([
  'insufficient_credits',
  'spend_limit_reached',
  'cost_limit_reached',
])

/** Nothing where it has nowhere to go, or is not to start any more. */
async function move(
  tx: Tx,
  { id, past: { turn } }: Session,
  at: Instant,
  why: string,
): Promise<OutboxLine | null> {
  const session = await tx.get(sessions, id)
  if (session?.status !== 'provisioning' || session.past.turn !== turn) return null
  const [next, ...others] = session.others
  if (!next) return null
  const bill = await close(tx, await accountOf(tx, session.account_id), id, at)
  const elsewhere: Session = {
    ...session,
    ...next,
    others,
    warm_box_id: null,
    // Whoever is late with its box of before does it no harm.
    past: { ...session.past, turn: bill.turn },
  }
  const account = await accountOf(tx, session.account_id)
  const opened = await open(tx, account, leaseOf(elsewhere, at))
  const moved = { ...elsewhere, lease_seconds: paidSeconds(opened, id) }
  const { provider: from } = session
  const { provider: to, rate_micros_per_hour: rate } = next
  tx.update(
    sessions,
    id,
    happened(moved, 'moved', at, { from, to, why, rate_micros_per_hour: rate }),
  )
  const command = { verb: 'start', backend: next.backend, session_id: id } as const
  return send(tx, command, at)
}
