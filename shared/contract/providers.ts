import * as z from 'zod'
import { ProviderPrices } from './prices.ts'
import { route } from './route.ts'
import { providers } from './session.ts'
import { backends } from './topics.ts'

/** What a backend may be able to do. Each has a case of its name in the conformance suite, which proves it or its refusal. */
export const capabilityNames = [
  'one_shot_commands',
  'persistent_storage',
  'bucket_mount',
  'filestore_mount',
  'network_none',
  'network_outgoing',
  'scale_to_zero',
  'session_duration',
  'isolation_model',
  'shell_interactive',
  'web_terminal',
  'gpu',
  'ssh',
  'files',
  'ports',
  'reattach',
  'metrics',
  'pause',
  'hibernation',
  'warm_pool',
  'lease_end',
  'control_plane_restart',
  'repeated_verbs',
] as const
export type CapabilityName = (typeof capabilityNames)[number]

const Capability = z.object({
  supported: z.boolean(),
  reason: z.string().nullable().describe('Why it is not supported'),
})

export const list = route({
  method: 'GET',
  path: '/v1/providers',
  summary: 'What each provider can do here, its limits and its prices',
  face: 'public',
  scope: 'sessions:read',
  status: 200,
  output: z.object({
    providers: z.array(
      z.object({
        name: z.enum(providers),
        backend: z
          .enum(backends)
          .nullable()
          .describe('What runs its sessions on this deployment; null where nothing does'),
        capabilities: z.partialRecord(z.enum(capabilityNames), Capability).nullable(),
        limits: z.object({
          cpu_millis_max: z.int(),
          memory_mb_max: z.int(),
          disk_mb_max: z.int(),
          ttl_minutes_max: z.int(),
        }),
        prices: ProviderPrices.nullable().describe(
          'Null where nothing can run for want of a price',
        ),
      }),
    ),
  }),
  errors: [],
})
