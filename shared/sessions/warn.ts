import type { Warning } from '../accounts/look.ts'
import type { Tx } from '../firestore/transact.ts'
import type { Instant } from '../platform/clock.ts'
import { happened, sessions } from './session.ts'

/** Tells a session's owner what comes, as `warning` events: of the end, its reason and how many seconds are left. */
export async function warn(
  tx: Tx,
  sessionId: string,
  warnings: readonly Warning[],
  at: Instant,
): Promise<void> {
  const session = await tx.get(sessions, sessionId)
  if (session?.status !== 'running') return
  const after = warnings.reduce(
    (told, { reason, point, secondsLeft, endsAt }) =>
      happened(told, 'warning', at, {
        reason,
        seconds_left: secondsLeft,
        point_seconds: point,
        ends_at: endsAt,
      }),
    session,
  )
  tx.update(sessions, sessionId, after)
}
