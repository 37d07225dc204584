import { type Instant, secondsBetween } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { secondsFor } from '../pricing/rate.ts'
import type { BoxSpec } from '../providers/provider.ts'
import type { Session } from './session.ts'

/** The box a session asks for. */
export const specOf = (session: Session, agentKey: string, now: Instant): BoxSpec => ({
  sessionId: session.id,
  accountId: session.account_id,
  template: session.template,
  env: {
    ...session.env,
    WORKSPACE_ID: session.name,
    NAMESPACE: session.namespace,
    USER: session.user,
    BUCKET_NAME: session.bucket_name,
  },
  cpuMillis: session.resources.cpu_millis,
  memoryMb: session.resources.memory_mb,
  diskMb: session.resources.disk_mb,
  leaseSeconds: Math.min(
    limits.leaseSeconds,
    secondsBetween(now, session.expires_at),
    session.max_duration_minutes * 60,
    affordable(session),
  ),
  stopGraceSeconds: session.stop_grace_seconds,
  agentKey,
})

const affordable = ({ max_cost_micros: ceiling, past, ...session }: Session) =>
  ceiling === null
    ? Number.POSITIVE_INFINITY
    : secondsFor(
        Math.max(0, ceiling - past.charged),
        session.rate_micros_per_hour,
        session.start_fee_micros,
      )
