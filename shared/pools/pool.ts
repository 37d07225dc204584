import * as z from 'zod'
import { Micros, Timestamp } from '../contract/fields.ts'
import { PoolWish } from '../contract/pools.ts'
import { networks, Resources, templates } from '../contract/session.ts'
import { backends } from '../contract/topics.ts'
import { collection } from '../firestore/collection.ts'
import type { Instant } from '../platform/clock.ts'

/** Boxes of one shape that are kept running for sessions to come. */
export const Pool = PoolWish.extend({
  id: z.string(),
  backend: z.enum(backends),
  /** The UTC day that `spent_micros` is of. */
  day: z.iso.date(),
  spent_micros: Micros,
  updated_at: Timestamp,
})
export type Pool = z.output<typeof Pool>

export const pools = collection('pools', Pool)

/**
 * A box that waits, or did. Its document comes before it and goes after it, so that none is forgotten:
 * `making` → `ready` → `claimed` (it is a session's now) or `ending`.
 */
export const WarmBox = z.object({
  id: z.string(),
  pool_id: z.string(),
  backend: z.enum(backends),
  shape: z.string(),
  status: z.enum(['making', 'ready', 'claimed', 'ending']),
  made_at: Timestamp,
  expires_at: Timestamp,
  /** Up to when its waiting is counted. */
  metered_at: Timestamp,
  session_id: z.string().nullable(),
  claimed_at: Timestamp.nullable(),
})
export type WarmBox = z.output<typeof WarmBox>

export const warmBoxes = collection('warm_boxes', WarmBox)

/** Also the name of its box at the backend, until a session has it. */
export const isWarmId = (boxId: string) => boxId.startsWith('warm')

const Shape = z.object({
  backend: z.enum(backends),
  template: z.enum(templates),
  resources: Resources,
  network: z.enum(networks).nullish(),
})

/** Boxes of one shape can stand in for each other. */
export const shapeOf = ({
  backend,
  template,
  resources,
  network,
}: z.output<typeof Shape>): string => {
  const { cpu_millis: cpu, memory_mb: memory, disk_mb: disk, gpu } = resources
  // Boxes wait on the network that their backend gives.
  const apart = [gpu, network].filter((one) => one)
  return [backend, template, cpu, memory, disk, ...apart].join('/')
}

/** How many are to wait at a moment. */
export function sizeAt({ sizes }: Pick<Pool, 'sizes'>, now: Instant): number {
  const hour = Number(now.slice(11, 13))
  const ordered = sizes.toSorted((one, other) => one.from_hour - other.from_hour)
  const inForce = ordered.findLast(({ from_hour: from }) => from <= hour) ?? ordered.at(-1)
  return inForce?.size ?? 0
}
