import * as z from 'zod'
import { Money, Timestamp } from './fields.ts'
import { route } from './route.ts'

const Period = z.object({
  from: Timestamp.optional().describe('The beginning of this month, unless given'),
  to: Timestamp.optional().describe('Now, unless given; itself not included'),
})

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'write it as 2026-11')

export const statement = route({
  method: 'GET',
  path: '/v1/billing/statements/{month}',
  summary: 'What came in, was spent and went in a month, from its opening to its closing balance',
  face: 'public',
  scope: 'billing:read',
  params: z.object({ month: Month }),
  status: 200,
  output: z.object({
    month: z.string(),
    opening: Money.describe('Available and held when it began'),
    purchased: Money,
    granted: Money,
    reversed: Money,
    refunded: Money,
    adjusted: Money,
    spent: Money,
    expired: Money,
    closing: Money.describe('Available and held when it ended, or now'),
    entries: z.int(),
  }),
  errors: [],
})

export const groupings = ['template', 'provider', 'workspace', 'namespace', 'key'] as const

export const costs = route({
  method: 'GET',
  path: '/v1/billing/costs',
  summary: 'What sessions cost in a period, by what they were',
  face: 'public',
  scope: 'billing:read',
  query: Period.extend({
    by: z
      .union([z.enum(groupings), z.templateLiteral(['label:', z.string().min(1).max(63)])])
      .describe(`${groupings.join(', ')}, or label:<name>`),
  }),
  status: 200,
  output: z.object({
    from: Timestamp,
    to: Timestamp,
    by: z.string(),
    groups: z.array(z.object({ value: z.string().nullable(), sessions: z.int(), charged: Money })),
    total: Money,
  }),
  errors: ['too_many_rows'],
})

/** The columns of FOCUS 1.2 that there is something to say in; costs in credits (1 credit = 1 USD). */
const Row = z.object({
  BillingAccountId: z.string(),
  BillingPeriodStart: Timestamp,
  BillingPeriodEnd: Timestamp,
  ChargePeriodStart: Timestamp,
  ChargePeriodEnd: Timestamp,
  ChargeCategory: z.enum(['Usage', 'Purchase', 'Credit', 'Adjustment']),
  ChargeDescription: z.string(),
  BilledCost: z.string().describe('A decimal of credits, exact to the micro-credit'),
  BillingCurrency: z.literal('USD'),
  ServiceName: z.literal('OnMemOS'),
  ResourceId: z.string().nullable(),
  x_EntryId: z.string(),
  x_Micros: z.int(),
})

export const exportJson = route({
  method: 'GET',
  path: '/v1/billing/export.json',
  summary: 'Every charge and credit of a period, in FOCUS columns',
  face: 'public',
  scope: 'billing:read',
  query: Period,
  status: 200,
  output: z.object({ from: Timestamp, to: Timestamp, rows: z.array(Row), total: Money }),
  errors: ['too_many_rows'],
})

export const exportCsv = route({
  method: 'GET',
  path: '/v1/billing/export.csv',
  summary: 'The same as CSV',
  face: 'public',
  scope: 'billing:read',
  query: Period,
  status: 200,
  mediaType: 'text/csv',
  output: z.string(),
  errors: ['too_many_rows'],
})
