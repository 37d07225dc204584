import { type Instant, secondsBetween } from '../platform/clock.ts'
import type { BoxSpec } from '../providers/provider.ts'
import type { Session } from './session.ts'

/** The box a session asks for. `secrets` are its workspace's, in the clear. */
export const specOf = (
  session: Session,
  agentKey: string,
  now: Instant,
  secrets: Readonly<Record<string, string>> = {},
): BoxSpec => ({
  sessionId: session.id,
  turn: session.past.turn,
  accountId: session.account_id,
  workspaceId: session.workspace_id,
  storage: session.storage,
  network: session.network,
  template: session.template,
  env: {
    ...secrets,
    ...session.env,
    WORKSPACE_ID: session.name,
    NAMESPACE: session.namespace,
    USER: session.user,
    BUCKET_NAME: session.bucket_name,
  },
  cpuMillis: session.resources.cpu_millis,
  memoryMb: session.resources.memory_mb,
  diskMb: session.resources.disk_mb,
  gpu: session.resources.gpu,
  leaseSeconds: Math.min(
    session.lease_seconds,
    secondsBetween(now, session.expires_at),
    session.max_duration_minutes * 60 - session.past.seconds,
  ),
  stopGraceSeconds: session.stop_grace_seconds,
  agentKey,
})
