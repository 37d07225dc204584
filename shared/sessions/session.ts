import * as z from 'zod'
import { Micros, Timestamp } from '../contract/fields.ts'
import {
  networks,
  providers,
  Resources,
  reasons,
  Storage,
  statuses,
  templates,
} from '../contract/session.ts'
import { backends } from '../contract/topics.ts'
import { collection } from '../firestore/collection.ts'
import { limits } from '../platform/limits.ts'

const Happening = z.object({
  type: z.string(),
  at: Timestamp,
  data: z.record(z.string(), z.unknown()),
  /** Of the request that made it happen, so that the same request again changes nothing. */
  key: z.string().nullable(),
})
export type Happening = z.output<typeof Happening>

/** What is known of a pause that is under way, so that whoever takes it up goes on where it was. */
const Pause = z.object({
  id: z.string(),
  /** Claimed for it, once its files are on their way. */
  archive_id: z.string().nullable(),
  skipped: z.array(z.string()),
  /** When its files were read back whole: from then on its compute is not charged, and may go. */
  verified_at: Timestamp.nullable(),
})

/** What its times before the last pause came to. */
const Past = z.object({
  seconds: z.int(),
  charged: Micros,
  /** The turn its next lease begins with. */
  turn: z.int(),
  paused_seconds: z.number(),
  /** How many boxes it has had before this one. */
  boxes: z.int().default(0),
})

const Alternative = z.object({
  provider: z.enum(providers),
  backend: z.enum(backends),
  rate_micros_per_hour: Micros,
  start_fee_micros: Micros,
  price_version: z.string(),
})

export const Session = z.object({
  id: z.string(),
  name: z.string(),
  account_id: z.string(),
  /** Null where a person who had signed in made it. */
  passport_id: z.string().nullable(),
  /** The passports its use counts for: that one, and those it was made from. */
  key_ids: z.array(z.string()).default([]),
  /** Of the create request, where it carried an idempotency key. */
  request_hash: z.string().nullable(),
  provider: z.enum(providers),
  /** What runs it: the provider itself, or what stands in for it on the local cloud. */
  backend: z.enum(backends),
  template: z.enum(templates),
  namespace: z.string(),
  user: z.string(),
  workspace_id: z.string().nullable(),
  bucket_name: z.string(),
  storage: Storage.nullable(),
  /** What it is to reach, where it said so. */
  network: z.enum(networks).nullable().default(null),
  labels: z.record(z.string(), z.string()),
  /** `name=value` of each label, for queries. */
  label_pairs: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  /** Its workspace's secrets as they were when it was created, sealed by the vault. */
  sealed_env: z.string().nullable().default(null),
  resources: Resources,
  rate_micros_per_hour: Micros,
  price_version: z.string(),
  start_fee_micros: Micros.default(0),
  max_cost_micros: Micros.nullable().default(null),
  /** How long it may run from its start. */
  max_duration_minutes: z.int().default(limits.sessionDurationMinutesMax),
  /** 0: it may be idle for ever. */
  idle_minutes: z.int().default(0),
  stop_grace_seconds: z.int().default(limits.stopGraceSeconds),
  warning_minutes: z.array(z.int()).default([]),
  /** How long its next box may run for what is held before it starts, however long it is to live. */
  lease_seconds: z.int().default(limits.leaseSeconds),
  /** The quote that fixed its price. */
  quote_id: z.string().nullable().default(null),
  /** The box that waited and was given to it. */
  warm_box_id: z.string().nullable().default(null),
  on_idle: z.enum(['stop', 'pause']).default('stop'),
  auto_resume: z.boolean().default(false),
  /** The snapshot it was made from. */
  snapshot_id: z.string().nullable().default(null),
  /** The archive its next box begins with. */
  archive_id: z.string().nullable().default(null),
  pause: Pause.nullable().default(null),
  paused_at: Timestamp.nullable().default(null),
  past: Past.default({ seconds: 0, charged: 0, turn: 0, paused_seconds: 0, boxes: 0 }),
  /** Where it may go instead when its backend refuses it: the best first, at a price that was agreed to. */
  others: z.array(Alternative).default([]),
  status: z.enum(statuses),
  reason: z.enum(reasons).nullable(),
  details: z.record(z.string(), z.unknown()),
  created_at: Timestamp,
  started_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  expires_at: Timestamp,
  /** Known once it is over. */
  bill: z.object({ seconds: z.int(), charged: Micros }).nullable(),
  /** Oldest first, bounded. */
  events: z.array(Happening),
})
export type Session = z.output<typeof Session>

export const sessions = collection('sessions', Session)

/** The session with one more event; of many, the first and the newest are kept. */
export function happened(
  session: Session,
  type: string,
  at: string,
  data: Record<string, unknown> = {},
  key: string | null = null,
): Session {
  const events = [...session.events, { type, at, data, key }]
  if (events.length > limits.sessionEventsMax) events.splice(1, 1)
  return { ...session, events }
}
