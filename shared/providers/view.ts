import type * as z from 'zod'
import { type CapabilityName, capabilityNames, type list } from '../contract/providers.ts'
import { providers } from '../contract/session.ts'
import type { Backend } from '../contract/topics.ts'
import { limits } from '../platform/limits.ts'
import type { Prices } from '../pricing/list.ts'
import type { Placement } from '../sessions/choose.ts'
import { capabilities } from './capabilities.ts'

type View = z.output<typeof list.output>['providers']

/** Every provider as a caller may choose it: what runs its sessions here, what that can do, and what it costs. */
export const viewProviders = (placement: Placement, prices: Prices): View =>
  providers.map((name) => {
    const backend = placement[name] ?? null
    return {
      name,
      backend,
      capabilities: backend && rowOf(backend),
      limits: {
        cpu_millis_max: limits.sessionCpuMillisMax,
        memory_mb_max: limits.sessionMemoryMbMax,
        disk_mb_max: limits.sessionDiskMbMax,
        ttl_minutes_max: limits.sessionTtlMinutesMax,
      },
      prices: prices.providers[name] ?? null,
    }
  })

const rowOf = (backend: Backend) =>
  Object.fromEntries(capabilityNames.map((name) => [name, cellOf(backend, name)]))

function cellOf(backend: Backend, name: CapabilityName) {
  const able = capabilities[backend][name]
  return able === true
    ? { supported: true, reason: null }
    : { supported: false, reason: able.unsupported }
}
