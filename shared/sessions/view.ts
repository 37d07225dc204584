import type * as z from 'zod'
import { money } from '../contract/money.ts'
import type { Session as View } from '../contract/session.ts'
import { can } from '../providers/capabilities.ts'
import type { Session } from './session.ts'

/** A session as its owner sees it. */
export const view = (session: Session, publicUrl: string): z.output<typeof View> => ({
  id: session.id,
  name: session.name,
  provider: session.provider,
  template: session.template,
  namespace: session.namespace,
  user: session.user,
  workspace_id: session.workspace_id,
  labels: session.labels,
  status: session.status,
  reason: session.reason,
  ...links(session, publicUrl),
  details: detailsOf(session),
  resources: session.resources,
  limits: {
    max_cost: session.max_cost_micros === null ? null : money(session.max_cost_micros),
    max_duration_minutes: session.max_duration_minutes,
    idle_minutes: session.idle_minutes,
    stop_grace_seconds: session.stop_grace_seconds,
    warning_minutes: session.warning_minutes,
  },
  rate_per_hour: money(session.rate_micros_per_hour),
  on_idle: session.on_idle,
  auto_resume: session.auto_resume,
  snapshot_id: session.snapshot_id,
  paused_at: session.paused_at,
  created_at: session.created_at,
  started_at: session.started_at,
  ended_at: session.ended_at,
  expires_at: session.expires_at,
})

export const links = (session: Session, publicUrl: string) => ({
  url: `${publicUrl}/v1/sessions/${session.id}`,
  websocket: sockets[session.provider](session),
  ssh: can(session.backend, 'ssh'),
})

/** Where each provider's terminal is, as clients of old know it. */
const sockets: Record<Session['provider'], (session: Session) => string> = {
  local: ({ id }) => `/v1/sessions/${id}/shell`,
  docker: ({ id }) => `/v1/sessions/${id}/shell`,
  cloud_run: ({ name }) => `/v1/cloudrun/workspaces/${name}/shell`,
  gke: ({ id }) => `/v1/gke/shell/${id}`,
  workstations: ({ id }) => `/v1/sessions/${id}/shell`,
}

const detailsOf = (session: Session) => ({
  service_name: `onmemos-${session.name}`,
  bucket_name: session.bucket_name,
  backend: session.backend,
  ...(session.backend === session.provider
    ? {}
    : { note: `${session.backend} stands in for ${session.provider} on this deployment` }),
  ...(unmounted(session).length > 0 ? { not_mounted: unmounted(session) } : {}),
  ...session.details,
})

/** Storage that was asked for and that the backend cannot mount: said, so that nobody looks for it. */
function unmounted({ storage, backend }: Session): string[] {
  const { bucket, filestore } = storage ?? {}
  return [
    ...(bucket && !can(backend, 'bucket_mount') ? [`bucket ${bucket}`] : []),
    ...(filestore && !can(backend, 'filestore_mount') ? [`filestore ${filestore.share}`] : []),
  ]
}
