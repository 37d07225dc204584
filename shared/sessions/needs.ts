import type * as z from 'zod'
import type { ProviderName, Resources } from '../contract/session.ts'
import type { Backend } from '../contract/topics.ts'
import { can } from '../providers/capabilities.ts'

/** What a wish says about where its session can run. */
export interface Needs {
  readonly resources: z.output<typeof Resources>
  readonly needs_ssh: boolean
  readonly long_lived: boolean
  readonly expected_duration_minutes?: number | undefined
  readonly duration_minutes?: number | undefined
  readonly storage?: { bucket?: string | undefined; filestore?: object | undefined } | undefined
  readonly vault_id?: string | undefined
  readonly vault_name?: string | undefined
  readonly drive_id?: string | undefined
  readonly drive_name?: string | undefined
  readonly network?: 'none' | 'outgoing' | undefined
  readonly on_idle?: 'stop' | 'pause'
  readonly snapshot?: string | undefined
}

/** What a provider, run by a backend, lacks of what is wanted. */
export function lacks(provider: ProviderName, backend: Backend, wish: Needs): readonly string[] {
  const wants: Readonly<Record<string, boolean>> = {
    gpu: wish.resources.gpu !== undefined && !can(backend, 'gpu'),
    ssh: wish.needs_ssh && !can(backend, 'ssh'),
    bucket:
      Boolean(wish.storage?.bucket ?? wish.vault_id ?? wish.vault_name) &&
      !can(backend, 'bucket_mount'),
    filestore:
      Boolean(wish.storage?.filestore ?? wish.drive_id ?? wish.drive_name) &&
      !can(backend, 'filestore_mount'),
    network: Boolean(wish.network) && !can(backend, `network_${wish.network ?? 'none'}`),
    files: Boolean(wish.on_idle === 'pause' || wish.snapshot) && !can(backend, 'pause'),
    duration: isLong(wish) && cutAfterAnHour.has(provider),
  }
  return Object.keys(wants).filter((want) => wants[want])
}

export const isLong = (wish: Needs): boolean =>
  wish.long_lived || (wish.expected_duration_minutes ?? wish.duration_minutes ?? 0) > 60

/** Cloud Run ends a request, and with it a terminal, after an hour. */
const cutAfterAnHour: ReadonlySet<ProviderName> = new Set(['cloud_run'])
