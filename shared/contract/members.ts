import * as z from 'zod'
import { Page, Timestamp } from './fields.ts'
import { AccountLimits } from './limits.ts'
import { roles } from './roles.ts'
import { route, scopes } from './route.ts'
import { TierName } from './tiers.ts'
import { userKinds, userStatuses } from './users.ts'

const Name = z.string().min(1).max(128)

const Usage = z
  .object({
    sessions_live: z.int(),
    sessions_today: z.int(),
    spent_micros_today: z.int(),
    spent_micros_this_month: z.int(),
  })
  .describe('Days and months of UTC')

const Account = z.object({
  account_id: z.string(),
  name: z.string(),
  tier: z.string(),
  created_at: Timestamp,
  limits: AccountLimits.describe('The ceilings in force'),
  usage: Usage,
})

export const Member = z.object({
  user_id: z.string(),
  email: z.string().nullable(),
  name: z.string(),
  kind: z.enum(userKinds),
  status: z.enum(userStatuses),
  role: z.enum(roles),
  created_at: Timestamp.describe('When they joined'),
})

export const getAccount = route({
  method: 'GET',
  path: '/v1/account',
  summary: 'Look at the account, what it may have, and who asks',
  face: 'public',
  scope: 'account:read',
  status: 200,
  output: Account.extend({
    caller: z.object({
      user_id: z.string(),
      role: z.enum(roles),
      scopes: z.array(z.enum(scopes)),
      passport_id: z.string().nullable(),
    }),
  }),
  errors: [],
})

export const renameAccount = route({
  method: 'PATCH',
  path: '/v1/account',
  summary: 'Rename the account',
  face: 'public',
  scope: 'account:write',
  body: z.strictObject({ name: Name }),
  status: 200,
  output: Account,
  errors: ['contention'],
})

export const listMembers = route({
  method: 'GET',
  path: '/v1/account/members',
  summary: 'List who belongs to the account',
  face: 'public',
  scope: 'members:read',
  status: 200,
  output: z.object({ members: z.array(Member) }),
  errors: [],
})

export const addMember = route({
  method: 'POST',
  path: '/v1/account/members',
  summary: 'Let somebody into the account by their e-mail address, or make a service user',
  face: 'public',
  scope: 'members:write',
  body: z
    .strictObject({
      kind: z.enum(userKinds).default('human'),
      email: z.email().max(254).optional().describe('Of a human'),
      name: Name,
      role: z.enum(roles).default('member'),
    })
    .refine(({ kind, email }) => (kind === 'human') === (email !== undefined), {
      message: 'a human has an address, and a service user has none',
      path: ['email'],
    }),
  status: 201,
  output: Member,
  errors: ['already_member', 'not_allowed', 'contention'],
})

const params = z.object({ user_id: z.string().min(1).max(64) })

export const changeMember = route({
  method: 'PATCH',
  path: '/v1/account/members/{user_id}',
  summary: 'Change the role of a member; the last owner stays one',
  face: 'public',
  scope: 'members:write',
  params,
  body: z.strictObject({ role: z.enum(roles) }),
  status: 200,
  output: Member,
  errors: ['not_found', 'not_allowed', 'last_owner', 'contention'],
})

export const removeMember = route({
  method: 'DELETE',
  path: '/v1/account/members/{user_id}',
  summary: 'Let a member in no more, nor their passports; the last owner stays',
  face: 'public',
  scope: 'members:write',
  params,
  status: 200,
  output: z.object({ user_id: z.string(), removed: z.literal(true) }),
  errors: ['not_found', 'not_allowed', 'last_owner', 'contention'],
})

const AdminAccount = Account.extend({
  owner_ids: z.array(z.string()),
  available_micros: z.int(),
  held_micros: z.int(),
  spent_micros: z.int(),
})

export const listAccounts = route({
  method: 'GET',
  path: '/admin/accounts',
  summary: 'List accounts, newest first',
  face: 'admin',
  scope: null,
  query: Page,
  status: 200,
  output: z.object({ accounts: z.array(AdminAccount), next_cursor: z.string().nullable() }),
  errors: [],
})

export const findAccount = route({
  method: 'GET',
  path: '/admin/accounts/{id}',
  summary: 'Look at an account',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  status: 200,
  output: AdminAccount,
  errors: ['not_found'],
})

export const changeAccount = route({
  method: 'PATCH',
  path: '/admin/accounts/{id}',
  summary: 'Rename an account or move it to another tier',
  face: 'admin',
  scope: null,
  params: z.object({ id: z.string().min(1).max(64) }),
  body: z.strictObject({ name: Name.optional(), tier: TierName.optional() }),
  status: 200,
  output: AdminAccount,
  errors: ['not_found', 'no_such_tier', 'contention'],
})
