import * as z from 'zod'
import { limits } from '../platform/limits.ts'
import { Micros, Page, Timestamp } from './fields.ts'
import { route, scopes } from './route.ts'
import { providers, templates } from './session.ts'

/** How keys look: ours, and what clients of Execbox and E2B insist on. */
export const keyFormats = ['onm', 'sk', 'e2b'] as const

/** What a passport may use up, together with all that were made from it; null is no bound of its own. */
export const KeyLimits = z.strictObject({
  sessions_max: z.int().min(0).max(limits.liveSessionsMax).nullable().describe('Live at once'),
  sessions_per_day_max: z
    .int()
    .min(0)
    .max(1_000_000)
    .nullable()
    .describe('Created, in days of UTC'),
  spend_micros_per_day_max: z.int().min(0).max(1e12).nullable().describe('Micro-credits'),
  spend_micros_per_month_max: z.int().min(0).max(1e12).nullable().describe('Micro-credits'),
  requests_per_minute_max: z.int().min(1).max(1_000_000).nullable(),
})

const Address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'use an IPv4 or IPv6 address, or a range such as 10.0.0.0/8',
})
const Scopes = z.array(z.enum(scopes)).min(1)
const Name = z.string().min(1).max(128)

const fields = {
  description: z.string().max(500),
  tags: z.array(z.string().min(1).max(64)).max(16),
  allowed_ips: z
    .array(Address)
    .min(1)
    .max(32)
    .nullable()
    .describe('From where it is good; null is from anywhere'),
  providers: z.array(z.enum(providers)).min(1).nullable().describe('null is any'),
  templates: z.array(z.enum(templates)).min(1).nullable().describe('null is any'),
} as const

const wish = {
  name: Name,
  description: fields.description.default(''),
  tags: fields.tags.default([]),
  allowed_ips: fields.allowed_ips.default(null),
  providers: fields.providers.default(null),
  templates: fields.templates.default(null),
  expires_at: Timestamp.optional(),
  limits: KeyLimits.partial().default({}),
  format: z.enum(keyFormats).default('onm'),
} as const

/** What its owner sees of a passport: everything but its secret. */
export const Passport = z.object({
  passport_id: z.string(),
  preview: z.string().describe('How its key begins and ends'),
  user_id: z.string(),
  account_id: z.string(),
  parent_id: z.string().nullable().describe('The passport it was made from, which bounds it'),
  session_id: z.string().nullable().describe('The one session that it may stop or extend'),
  name: z.string(),
  ...fields,
  scopes: z.array(z.enum(scopes)),
  status: z.enum(['active', 'inactive', 'expired', 'revoked']),
  limits: KeyLimits,
  usage: z.object({
    sessions_live: z.int(),
    sessions_today: z.int(),
    spent_micros_today: Micros,
    spent_micros_this_month: Micros,
  }),
  created_at: Timestamp,
  expires_at: Timestamp.nullable(),
  rotated_at: Timestamp.nullable(),
  old_key_until: Timestamp.nullable().describe('Until when the key before the last rotation works'),
  last_used_at: Timestamp.nullable().describe('To within ten minutes'),
  revoked_at: Timestamp.nullable(),
})

const Issued = Passport.extend({ passport_key: z.string().describe('Shown this once') })

const Changes = z.strictObject({
  name: Name.optional(),
  description: fields.description.optional(),
  tags: fields.tags.optional(),
  scopes: Scopes.optional(),
  allowed_ips: fields.allowed_ips.optional(),
  providers: fields.providers.optional(),
  templates: fields.templates.optional(),
  expires_at: Timestamp.nullable().optional(),
  limits: KeyLimits.partial().optional().describe('Those named are set; the others stay'),
})

const params = z.object({ id: z.string().min(1).max(64) })
const Rotation = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(limits.passportOverlapSecondsMax)
    .default(0)
    .describe('How long the old key works beside the new one'),
})
const list = z.object({ passports: z.array(Passport), next_cursor: z.string().nullable() })

export const createKey = route({
  method: 'POST',
  path: '/v1/passports',
  summary: 'Issue a passport that may do no more than the caller; its key is shown this once',
  face: 'public',
  scope: 'keys:write',
  body: z.strictObject({
    ...wish,
    scopes: Scopes.optional().describe('All that the caller may, unless said'),
    user_id: z.string().max(64).optional().describe('A service user of the account'),
    session_id: z
      .string()
      .max(128)
      .optional()
      .describe('For the box of this session, to look at, extend and stop itself and nothing else'),
  }),
  status: 201,
  output: Issued,
  errors: ['not_found', 'above_parent', 'not_allowed', 'too_many_passports', 'contention'],
})

export const listKeys = route({
  method: 'GET',
  path: '/v1/passports',
  summary: 'List passports, newest first: of a passport, itself and those made from it',
  face: 'public',
  scope: 'keys:read',
  query: Page,
  status: 200,
  output: list,
  errors: [],
})

export const getKey = route({
  method: 'GET',
  path: '/v1/passports/{id}',
  summary: 'Look at a passport',
  face: 'public',
  scope: 'keys:read',
  params,
  status: 200,
  output: Passport,
  errors: ['not_found'],
})

export const changeKey = route({
  method: 'PATCH',
  path: '/v1/passports/{id}',
  summary: 'Change a passport; of itself, a passport may change its name, description and tags',
  face: 'public',
  scope: 'keys:write',
  params,
  body: Changes,
  status: 200,
  output: Passport,
  errors: ['not_found', 'above_parent', 'not_allowed', 'contention'],
})

export const rotateKey = route({
  method: 'POST',
  path: '/v1/passports/{id}/rotate',
  summary: 'Give a passport a new key, shown this once; the old one works for the overlap',
  face: 'public',
  scope: 'keys:write',
  params,
  body: Rotation,
  status: 200,
  output: Issued,
  errors: ['not_found', 'not_allowed', 'passport_revoked', 'contention'],
})

export const deactivateKey = route({
  method: 'POST',
  path: '/v1/passports/{id}/deactivate',
  summary: 'Refuse a passport, and those made from it, until it is reactivated',
  face: 'public',
  scope: 'keys:write',
  params,
  status: 200,
  output: Passport,
  errors: ['not_found', 'passport_revoked', 'contention'],
})

export const reactivateKey = route({
  method: 'POST',
  path: '/v1/passports/{id}/reactivate',
  summary: 'Let a deactivated passport in again',
  face: 'public',
  scope: 'keys:write',
  params,
  status: 200,
  output: Passport,
  errors: ['not_found', 'not_allowed', 'passport_revoked', 'contention'],
})

export const revokeKey = route({
  method: 'DELETE',
  path: '/v1/passports/{id}',
  summary: 'Revoke a passport and those made from it: refused everywhere within ten seconds',
  face: 'public',
  scope: 'keys:write',
  params,
  status: 200,
  output: Passport,
  errors: ['not_found', 'contention'],
})

export const createPassport = route({
  method: 'POST',
  path: '/admin/passports',
  summary: 'Issue a passport; its key is shown this once',
  face: 'admin',
  scope: null,
  body: z.strictObject({
    ...wish,
    user_id: z.string().min(1).max(64),
    account_id: z.string().max(64).optional().describe("The user's own account, unless said"),
    scopes: Scopes.default([...scopes]),
  }),
  status: 201,
  output: Issued,
  errors: ['not_found', 'too_many_passports', 'contention'],
})

export const listPassports = route({
  method: 'GET',
  path: '/admin/passports',
  summary: "List an account's passports, newest first",
  face: 'admin',
  scope: null,
  query: Page.extend({ account_id: z.string().min(1).max(64) }),
  status: 200,
  output: list,
  errors: ['not_found'],
})

export const getPassport = route({
  ...getKey,
  path: '/admin/passports/{id}',
  face: 'admin',
  scope: null,
})

export const changePassport = route({
  ...changeKey,
  path: '/admin/passports/{id}',
  summary: 'Change a passport',
  face: 'admin',
  scope: null,
})

export const rotatePassport = route({
  ...rotateKey,
  path: '/admin/passports/{id}/rotate',
  face: 'admin',
  scope: null,
})

export const deactivatePassport = route({
  ...deactivateKey,
  path: '/admin/passports/{id}/deactivate',
  face: 'admin',
  scope: null,
})

export const reactivatePassport = route({
  ...reactivateKey,
  path: '/admin/passports/{id}/reactivate',
  face: 'admin',
  scope: null,
})

export const revokePassport = route({
  ...revokeKey,
  path: '/admin/passports/{id}',
  face: 'admin',
  scope: null,
})
