import type { open } from '../ledger/lease.ts'
import type { Instant } from '../platform/clock.ts'
import type { Session } from './session.ts'

/** What a session's next lease is opened with, whichever of its boxes it is for: all follows from the session itself. */
export const leaseOf = (session: Session, at: Instant): Parameters<typeof open>[2] => ({
  sessionId: session.id,
  keyIds: session.key_ids,
  workspaceId: session.workspace_id,
  backend: session.backend,
  rateMicrosPerHour: session.rate_micros_per_hour,
  startFeeMicros: session.start_fee_micros,
  costMicrosMax: session.max_cost_micros,
  at,
  expiresAt: session.expires_at,
  secondsMax: Math.max(0, session.max_duration_minutes * 60 - session.past.seconds),
  idleSeconds: session.idle_minutes * 60,
  warnSeconds: session.warning_minutes.map((minutes) => minutes * 60),
  turn: session.past.turn,
})
