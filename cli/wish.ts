import type * as z from 'zod'
import { CreateSession } from '../shared/contract/session.ts'
import type { Common } from './api.ts'
import { valid } from './valid.ts'

/** The flags of `run`, `create` and `estimate` that say which session is wanted. */
export interface Wish extends Common {
  readonly template?: string
  readonly provider?: string
  readonly namespace?: string
  readonly user?: string
  readonly workspace?: string
  readonly ttl?: number
  readonly cpu?: number
  readonly memory?: number
  readonly disk?: number
  readonly gpu?: string
  readonly maxCost?: number
  readonly env?: Readonly<Record<string, string>>
  readonly label?: Readonly<Record<string, string>>
}

/** And those of `run` and `create` that say how it is made and how it ends. */
export interface Making extends Wish {
  readonly quote?: string
  readonly snapshot?: string
  readonly bucket?: string
  readonly filestore?: { readonly ip: string; readonly share: string }
  readonly vault?: string
  readonly vaultId?: string
  readonly drive?: string
  readonly driveId?: string
  readonly ssh?: true
  readonly longLived?: true
  readonly network?: string
  readonly failover?: boolean
  readonly failoverMaxRate?: number
  readonly idle?: number
  readonly onIdle?: string
  readonly autoResume?: true
  readonly maxDuration?: number
  readonly expectedDuration?: number
  readonly stopAfterExpected?: true
  readonly grace?: number
  readonly warn?: readonly string[]
}

export const bodyOf = (making: Making) =>
  valid(CreateSession, {
    ...fieldsOf(making),
    quote: making.quote,
    snapshot: making.snapshot,
    storage: storageOf(making),
    vault_id: making.vaultId,
    vault_name: making.vault,
    drive_id: making.driveId,
    drive_name: making.drive,
    needs_ssh: making.ssh,
    long_lived: making.longLived,
    network: making.network,
    failover: making.failover,
    failover_max_rate_per_hour: making.failoverMaxRate,
    idle_minutes: making.idle,
    on_idle: making.onIdle,
    auto_resume: making.autoResume,
    max_duration_minutes: making.maxDuration,
    expected_duration_minutes: making.expectedDuration,
    stop_after_expected: making.stopAfterExpected,
    stop_grace_seconds: making.grace,
    warning_minutes: making.warn?.map(Number),
  })

const storageOf = ({ bucket, filestore }: Making) =>
  bucket || filestore ? { bucket, filestore } : undefined

export const fieldsOf = (
  wish: Wish,
): Partial<Record<keyof z.input<typeof CreateSession>, unknown>> => ({
  template: wish.template,
  provider: wish.provider,
  namespace: wish.namespace,
  user: wish.user,
  workspace_id: wish.workspace,
  ttl_minutes: wish.ttl,
  env: wish.env,
  labels: wish.label,
  resources: { cpu_millis: wish.cpu, memory_mb: wish.memory, disk_mb: wish.disk, gpu: wish.gpu },
  max_cost: wish.maxCost,
})
