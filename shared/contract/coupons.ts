import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Balance } from './billing.ts'
import { Entry } from './entry.ts'
import { IdempotencyKey, Micros, Timestamp } from './fields.ts'
import { route } from './route.ts'

/** Capitals or not: people type them. */
const Code = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,62}[A-Z0-9]$/, 'use 4 to 64 letters, digits and inner dashes')

export const Coupon = z.object({
  code: z.string(),
  micros: Micros,
  redemptions: z.int().describe('How many accounts have redeemed it'),
  redemptions_max: z.int(),
  valid_until: Timestamp,
  credits_expire_at: Timestamp.nullable(),
  credits_expire_days: z.int().nullable(),
  created_at: Timestamp,
})

export const createCoupon = route({
  method: 'POST',
  path: '/admin/coupons',
  summary: 'Make a coupon that each account may redeem once; the same again changes nothing',
  face: 'admin',
  scope: null,
  body: z
    .strictObject({
      code: Code,
      micros: z.int().min(1).max(1_000_000_000_000).describe('What each redemption grants'),
      redemptions_max: z.int().min(1).max(limits.couponRedemptionsMax),
      valid_until: Timestamp.describe('Until when it may be redeemed'),
      credits_expire_at: Timestamp.optional().describe('Until when its credits may be used'),
      credits_expire_days: z
        .int()
        .min(1)
        .max(3_650)
        .optional()
        .describe('The same, counted from the redemption'),
    })
    .refine((coupon) => !(coupon.credits_expire_at && coupon.credits_expire_days), {
      message: 'give a time or a number of days, not both',
      path: ['credits_expire_days'],
    }),
  status: 201,
  output: Coupon,
  errors: ['idempotency_conflict', 'contention'],
})

export const getCoupon = route({
  method: 'GET',
  path: '/admin/coupons/{code}',
  summary: 'Look at a coupon and how often it was redeemed',
  face: 'admin',
  scope: null,
  params: z.object({ code: Code }),
  status: 200,
  output: Coupon,
  errors: ['not_found'],
})

export const redeemCoupon = route({
  method: 'POST',
  path: '/v1/billing/coupons/redeem',
  summary: 'Redeem a coupon, once for each account',
  face: 'public',
  scope: 'billing:write',
  headers: IdempotencyKey,
  body: z.strictObject({ code: Code }),
  status: 201,
  output: z.object({ balance: Balance, entry: Entry }),
  errors: ['not_found', 'coupon_unusable', 'contention'],
})
