import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Environment, Labels, Money, Slug, Timestamp } from './fields.ts'
import { limitFields, SessionLimits } from './limits.ts'

export const providers = ['local', 'docker', 'cloud_run', 'gke', 'workstations'] as const
export type ProviderName = (typeof providers)[number]
export const templates = ['base', 'python', 'nodejs', 'go'] as const
/** What Cloud Run sells beside processors. */
export const gpus = ['nvidia-l4'] as const
export const statuses = [
  'provisioning',
  'running',
  'pausing',
  'paused',
  'resuming',
  'stopping',
  'stopped',
  'failed',
] as const

export const networks = ['none', 'outgoing'] as const

/** Why a session ended: exactly one, on every ended session. */
export const reasons = [
  'user',
  'ttl',
  'credits',
  'cost_limit',
  'idle',
  'duration',
  'oom',
  'provider_lost',
  'start_failed',
  'admin',
] as const

export const Resources = z
  .strictObject({
    cpu_millis: z
      .int()
      .min(100)
      .max(limits.sessionCpuMillisMax)
      .default(1_000)
      .describe('Thousandths of a vCPU'),
    memory_mb: z.int().min(128).max(limits.sessionMemoryMbMax).default(1_024).describe('MiB'),
    disk_mb: z
      .int()
      .min(16)
      .max(limits.sessionDiskMbMax)
      .default(512)
      .describe('MiB of /workspace'),
    gpu: z
      .enum(gpus)
      .optional()
      .describe(
        `One of it, which comes with at least ${limits.gpuCpuMillisMin} cpu_millis and ${limits.gpuMemoryMbMin} memory_mb`,
      ),
  })
  .refine(({ gpu, cpu_millis: cpu }) => !gpu || cpu >= limits.gpuCpuMillisMin, {
    path: ['cpu_millis'],
    error: `a GPU comes with at least ${limits.gpuCpuMillisMin / 1_000} vCPUs`,
  })
  .refine(({ gpu, memory_mb: memory }) => !gpu || memory >= limits.gpuMemoryMbMin, {
    path: ['memory_mb'],
    error: `a GPU comes with at least ${limits.gpuMemoryMbMin / 1_024} GiB of memory`,
  })

export const Storage = z.strictObject({
  bucket: z.string().min(3).max(63).optional().describe('A Cloud Storage bucket to mount'),
  filestore: z
    .strictObject({ ip: z.ipv4(), share: z.string().min(1).max(63) })
    .optional()
    .describe('An NFS share to mount'),
})

const StoredId = z.string().min(1).max(64)
const StoredName = z.string().min(1).max(128)

export const CreateSession = z.strictObject({
  provider: z.enum(['auto', ...providers]).default('auto'),
  template: z
    .enum(templates)
    .optional()
    .describe('base, or the first of its workspace, unless given'),
  namespace: Slug.default('default'),
  user: Slug.default('user'),
  workspace_id: z.string().min(1).max(64).optional(),
  ttl_minutes: z
    .int()
    .min(1)
    .max(limits.sessionTtlMinutesMax)
    .default(limits.sessionTtlMinutesDefault),
  storage: Storage.optional(),
  vault_id: StoredId.optional().describe('A stored bucket to mount, in place of `storage.bucket`'),
  vault_name: StoredName.optional().describe('The same by its name'),
  drive_id: StoredId.optional().describe('A stored file share to mount'),
  drive_name: StoredName.optional().describe('The same by its name'),
  needs_ssh: z.boolean().default(false),
  long_lived: z.boolean().default(false),
  expected_duration_minutes: z.int().min(1).max(limits.sessionTtlMinutesMax).optional(),
  resources: Resources.prefault({}),
  env: Environment.default({}),
  labels: Labels.default({}),
  network: z
    .enum(networks)
    .optional()
    .describe(
      'What it reaches: nothing, or the internet and no private network; what its provider gives unless said. Ports of it are reached either way, by their addresses',
    ),
  failover: z
    .boolean()
    .optional()
    .describe(
      'Whether another provider may run it when the first refuses, for no more an hour; only with provider auto, unless said',
    ),
  failover_max_rate_per_hour: z
    .int()
    .min(0)
    .max(limits.sessionCostMicrosMax)
    .optional()
    .describe('Micro-credits an hour it may cost there, if that may be more'),
  ...limitFields,
  on_idle: z
    .enum(['stop', 'pause'])
    .default('stop')
    .describe('What becomes of it when nothing happens in it for too long'),
  auto_resume: z
    .boolean()
    .default(false)
    .describe('Whether a command resumes it first when it is paused'),
  snapshot: z.string().min(1).max(64).optional().describe('Begin with the files of this snapshot'),
  quote: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .describe('Of an estimate for this shape: fixes the price'),
})

/** The same once it is known what it begins as. */
export const SettledSession = CreateSession.required({ template: true })

export const Session = z.object({
  id: z.string(),
  name: z.string().describe('ws-<namespace>-<user>-<timestamp>; accepted wherever the id is'),
  provider: z.enum(providers),
  template: z.enum(templates),
  namespace: z.string(),
  user: z.string(),
  workspace_id: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  status: z.enum(statuses),
  reason: z.enum(reasons).nullable().describe('Why it ended; null while it has not'),
  url: z.string(),
  websocket: z.string(),
  ssh: z.boolean(),
  details: z.record(z.string(), z.unknown()).describe('What the backend has to say'),
  resources: z.object({
    cpu_millis: z.int(),
    memory_mb: z.int(),
    disk_mb: z.int(),
    gpu: z.enum(gpus).optional(),
  }),
  limits: SessionLimits,
  rate_per_hour: Money,
  on_idle: z.enum(['stop', 'pause']),
  auto_resume: z.boolean(),
  snapshot_id: z.string().nullable().describe('The snapshot it began with'),
  paused_at: Timestamp.nullable(),
  created_at: Timestamp,
  started_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  expires_at: Timestamp.describe(
    'When its time to live is over; the time it is paused does not count',
  ),
})

export const SessionId = z.object({
  id: z.string().min(1).max(128).describe("The session's id, or its name"),
})
