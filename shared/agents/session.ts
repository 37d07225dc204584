import * as z from 'zod'

/** The messages of our own services: the session's lease and its end. */

const Timestamp = z.iso.datetime({ offset: true })

export const RenewRequest = z.object({ leaseEndsAt: Timestamp })
/** The end in force, which may be later than the one asked for. */
export const RenewResponse = z.object({ leaseEndsAt: Timestamp })

export const StopRequest = z.object({ graceSeconds: z.number().min(0).max(600) })

/** What a box that waited is told of its session. */
export const AdoptRequest = z.object({
  agentKey: z.string().min(16),
  /** All of it, for every command. */
  env: z.record(z.string(), z.string()),
  leaseSeconds: z.number().positive(),
  stopGraceSeconds: z.number().min(0).optional(),
})
export const AdoptResponse = z.object({ startedAt: Timestamp })

export const StatRequest = z.object({})
export const StatResponse = z.object({
  startedAt: Timestamp,
  leaseEndsAt: Timestamp,
  lastActivityAt: Timestamp,
  processesRunning: z.int(),
})
export type AgentStat = z.output<typeof StatResponse>
