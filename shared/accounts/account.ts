import * as z from 'zod'
import { Micros, Timestamp } from '../contract/fields.ts'
import { AccountLimits } from '../contract/limits.ts'
import { backends } from '../contract/topics.ts'
import { collection } from '../firestore/collection.ts'
import { sha256 } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { standardTier } from '../tiers/tier.ts'
import { Key, noUse, Use } from './use.ts'

/** Why a running session comes to an end that can be seen coming. */
export const endReasons = ['ttl', 'duration', 'cost_limit', 'credits', 'idle'] as const
export type EndReason = (typeof endReasons)[number]

/** One live session's lease, as the money sees it. */
export const Meter = z.object({
  backend: z.enum(backends),
  /** The passports its use counts for. */
  key_ids: z.array(z.string()).default([]),
  /** The workspace it has a place in; null of none. */
  workspace_id: z.string().nullable().default(null),
  rate_micros_per_hour: Micros,
  /** Owed as soon as the box runs. */
  start_fee_micros: Micros.default(0),
  /** What it may cost at the most; null where nothing was said. */
  cost_micros_max: Micros.nullable().default(null),
  /** Null until the box runs: nothing is owed before that. */
  started_at: Timestamp.nullable(),
  /** The session is paid for until then; null until it runs. */
  lease_ends_at: Timestamp.nullable(),
  expires_at: Timestamp,
  /** How long it may run from its start; null where nothing was said. */
  seconds_max: z.int().nullable().default(null),
  /** How long it may be idle; 0 is for ever. */
  idle_seconds: z.int().default(0),
  /** When it was last known to be used; null until it runs. */
  active_at: Timestamp.nullable().default(null),
  /** How long before an end its owner is warned of it. */
  warn_seconds: z.array(z.int()).default([]),
  /** By reason: the last such point that is told or past. */
  warned: z.partialRecord(z.enum(endReasons), z.int()).default({}),
  /** Held now for this session. */
  held: Micros,
  /** Settled so far. */
  settled: Micros,
  /** Counts what was posted for it: the next turn of its entries. */
  turn: z.int(),
  /** When the sweep must look at it next. */
  due_at: Timestamp,
})
export type Meter = z.output<typeof Meter>

/** A projection of the account's entries: `auditBooks` can rebuild it. */
export const Balance = z.object({
  available: Micros,
  held: Micros,
  spent: Micros,
  expired: Micros,
  /** What came in, as a debt to where it came from: negative, so that all books sum to zero. */
  funding: Micros,
})
export type Balance = z.output<typeof Balance>

/** Credits that are to be used by a certain time. */
export const Lot = z.object({
  /** The entry they came in by. */
  id: z.string(),
  remaining: Micros,
  expires_at: Timestamp,
})
export type Lot = z.output<typeof Lot>

export const Account = z.object({
  id: z.string(),
  name: z.string().default(''),
  created_at: Timestamp,
  /** The users that own it. There is always one. */
  owner_ids: z.array(z.string()).default([]),
  balance: Balance,
  /** How many entries were posted: the last one's `seq`. */
  entries: z.int(),
  lots: z.array(Lot),
  /** By session id: every session that holds credits, and no other. */
  live: z.record(z.string(), Meter),
  /** Whose ceilings hold for it, where it has none of its own. */
  tier: z.string().default(standardTier),
  /** Its own ceilings; what they do not say is its tier's. */
  limits: AccountLimits.partial().default({}),
  use: Use.default(noUse),
  /** By passport id: those that have bounds of their own or were used this month. */
  keys: z.record(z.string(), Key).default({}),
  /** How many passports it has that are not revoked. */
  passports: z.int().default(0),
  /** When a meter or a lot is due next: the sweep's index, so an idle account costs it nothing. */
  due_at: Timestamp.nullable(),
  /** The part of a large sweep that comes to it. */
  shard: z.int().default(0),
})
export type Account = z.output<typeof Account>

export const accounts = collection('accounts', Account, { isHot: true })

export const newAccount = (id: string, createdAt: string): Account => ({
  id,
  name: '',
  created_at: createdAt,
  owner_ids: [],
  balance: { available: 0, held: 0, spent: 0, expired: 0, funding: 0 },
  entries: 0,
  lots: [],
  live: {},
  tier: standardTier,
  limits: {},
  use: noUse,
  keys: {},
  passports: 0,
  due_at: null,
  shard: (sha256(id)[0] ?? 0) % limits.sweepShards,
})
