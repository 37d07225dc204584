import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Micros, Money, Slug, Timestamp } from './fields.ts'
import { route } from './route.ts'
import { providers, Resources, templates } from './session.ts'

/** How many boxes are to wait from an hour of the day on, in UTC. */
const Size = z.strictObject({
  from_hour: z.int().min(0).max(23),
  size: z.int().min(0).max(limits.poolSizeMax),
})

export const PoolWish = z.strictObject({
  provider: z.enum(providers),
  template: z.enum(templates).default('base'),
  resources: Resources.prefault({}),
  sizes: z
    .array(Size)
    .min(1)
    .max(24)
    .refine((sizes) => new Set(sizes.map(({ from_hour: hour }) => hour)).size === sizes.length, {
      message: 'an hour is named once',
    })
    .describe('What holds from an hour on, until the next one named; it goes around the clock'),
  budget_micros_per_day: Micros.min(0).describe(
    'What boxes may cost while they wait, at the list price: when it is used up none waits until the next day',
  ),
})

const Pool = PoolWish.extend({
  id: z.string(),
  rate_per_hour: Money.describe('Of one box that waits'),
  ready: z.int().describe('Boxes that wait now'),
  spent_today: Money.describe('By boxes that waited; the deployment bears it, no account'),
  updated_at: Timestamp,
})

const PoolId = z.object({ id: Slug })

export const listPools = route({
  method: 'GET',
  path: '/admin/pools',
  summary: 'List the warm pools: what is to wait, what waits and what it costs',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({ pools: z.array(Pool) }),
  errors: [],
})

export const setPool = route({
  method: 'PUT',
  path: '/admin/pools/{id}',
  summary: 'Keep boxes of a shape running for sessions to come',
  face: 'admin',
  scope: null,
  params: PoolId,
  body: PoolWish,
  status: 200,
  output: Pool,
  errors: ['unsupported', 'contention'],
})

export const removePool = route({
  method: 'DELETE',
  path: '/admin/pools/{id}',
  summary: 'Keep none any more; those that wait are ended',
  face: 'admin',
  scope: null,
  params: PoolId,
  status: 200,
  output: z.object({ id: z.string() }),
  errors: ['not_found', 'contention'],
})
