import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Money, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { providers } from './session.ts'

/** The price of one unit, in nano-credits so that no list price needs rounding, and where it is from. */
export const Figure = z.strictObject({
  nanos: z
    .int()
    .min(0)
    .max(limits.priceNanosMax)
    .describe('Nano-credits; 1,000,000,000 are a credit'),
  source: z.string().min(1).max(512),
})

export const ProviderPrices = z.strictObject({
  vcpu_hour: Figure,
  gib_hour: Figure.describe('Of memory'),
  machine_hour: Figure.describe('Of any machine, whatever its shape'),
  gpu_hour: Figure.nullable().describe('Null where it has none'),
  start_fee: Figure.describe('Each time a session begins to run'),
})

export const storageClasses = ['standard', 'nearline', 'coldline', 'archive'] as const

const Figures = z.strictObject({
  providers: z
    .partialRecord(z.enum(providers), ProviderPrices)
    .describe('A provider that is not here cannot be used'),
  storage_gib_month: z.record(z.enum(storageClasses), Figure),
  egress_gib: Figure,
})

/** All prices of one version. Billed by the second; never changed, only followed by another version. */
export const PriceList = Figures.extend({
  version: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,39}$/, 'use 1 to 40 of a-z, 0-9, inner dots and dashes'),
  effective_from: Timestamp,
})

export const get = route({
  method: 'GET',
  path: '/v1/prices',
  summary: 'The price list in force, with the source of each figure',
  face: 'public',
  scope: 'billing:read',
  status: 200,
  output: PriceList,
  errors: [],
})

export const list = route({
  method: 'GET',
  path: '/admin/prices',
  summary: 'Every version of the price list, the newest first',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({
    in_force: PriceList.shape.version,
    price_lists: z.array(PriceList),
  }),
  errors: [],
})

export const publish = route({
  method: 'POST',
  path: '/admin/prices',
  summary: 'Publish a new version of the price list; live sessions keep the price they have',
  face: 'admin',
  scope: null,
  body: PriceList,
  status: 201,
  output: PriceList,
  errors: ['price_version_exists', 'contention'],
})

const Effect = z.object({
  sessions: z.int(),
  before: Money,
  after: Money,
})

export const preview = route({
  method: 'POST',
  path: '/admin/prices/preview',
  trail: 'none',
  summary: 'What sessions would cost by other prices, against what they do cost',
  face: 'admin',
  scope: null,
  body: Figures,
  status: 200,
  output: z.object({
    live_per_hour: Effect.describe('Of sessions alike; those that live keep their price'),
    ended: Effect.describe(`Of all that ended in the last ${limits.pricePreviewDays} days`),
    ended_by_provider: z.partialRecord(z.enum(providers), Effect),
    since: Timestamp,
    is_complete: z.boolean().describe('False when there were more sessions than are looked at'),
  }),
  errors: ['unsupported'],
})
