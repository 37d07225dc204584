import * as z from 'zod'

/** The messages of our own services: the session's lease and its end. */

const Timestamp = z.iso.datetime({ offset: true })

export const RenewRequest = z.object({ leaseEndsAt: Timestamp })
/** The end in force, which may be later than the one asked for. */
export const RenewResponse = z.object({ leaseEndsAt: Timestamp })

export const StopRequest = z.object({
  graceSeconds: z.number().min(0).max(600),
  /** All that an ended session's commands left has been fetched: it need linger no more. */
  isFetched: z.boolean().default(false),
})

/** What a box that waited is told of its session. */
export const AdoptRequest = z.object({
  agentKey: z.string().min(16),
  /** The launcher's own from now on, where it does not keep the one it waited with. */
  stopKey: z.string().min(16).optional(),
  /** All of it, for every command. */
  env: z.record(z.string(), z.string()),
  leaseSeconds: z.number().positive(),
  stopGraceSeconds: z.number().min(0).optional(),
  /** How long it still tells of its commands once the session has ended: where its disk goes with it. */
  lingerSeconds: z.number().min(0).max(3_600).default(0),
})
export const AdoptResponse = z.object({ startedAt: Timestamp })

export const StatRequest = z.object({})
export const StatResponse = z.object({
  startedAt: Timestamp,
  leaseEndsAt: Timestamp,
  lastActivityAt: Timestamp,
  processesRunning: z.int(),
  /** Set while it lingers: nothing runs in it any more. */
  ended: z
    .object({ cause: z.enum(['lease', 'stopped']), endedAt: Timestamp })
    .nullable()
    .default(null),
})
export type AgentStat = z.output<typeof StatResponse>

export const MetricsRequest = z.object({})
/** What the box takes of its machine, agent and all. A limit is null where the agent does not see one. */
export const MetricsResponse = z.object({
  at: Timestamp,
  cpu: z.object({
    /** Since the box began. It never goes back. */
    usedSeconds: z.number().min(0),
    limitMillis: z.int().nullable(),
  }),
  memory: z.object({
    usedBytes: z.int().min(0),
    peakBytes: z.int().min(0),
    limitBytes: z.int().nullable(),
  }),
  /** Beside the box's first and the agent. */
  processes: z.int().min(0),
})
export type AgentMetrics = z.output<typeof MetricsResponse>
