import * as z from 'zod'
import { Page, Timestamp } from './fields.ts'
import { roles } from './roles.ts'
import { route } from './route.ts'

/** `service`: a machine, which has no address and does not sign in. */
export const userKinds = ['human', 'service'] as const
/** `suspended`: neither they nor their passports are let in. */
export const userStatuses = ['active', 'suspended'] as const
/** `admin`: signed in, they may use the admin face. */
export const userTypes = ['free', 'pro', 'enterprise', 'admin'] as const

export const User = z.object({
  user_id: z.string(),
  account_id: z.string().describe('The account they were made with'),
  email: z.string().nullable().describe('null of a service user'),
  name: z.string(),
  kind: z.enum(userKinds),
  status: z.enum(userStatuses),
  user_type: z.enum(userTypes).describe('An `admin` who has signed in may use the admin face'),
  created_at: Timestamp,
})

const params = z.object({ id: z.string().min(1).max(64) })
const Name = z.string().min(1).max(128)

export const createUser = route({
  method: 'POST',
  path: '/admin/users',
  summary: 'Create a user with an account of their own',
  face: 'admin',
  scope: null,
  body: z.strictObject({
    email: z.email().max(254),
    name: Name,
    user_type: z.enum(userTypes).default('free'),
  }),
  status: 201,
  output: User,
  errors: ['email_taken', 'contention'],
})

export const listUsers = route({
  method: 'GET',
  path: '/admin/users',
  summary: 'List users, newest first',
  face: 'admin',
  scope: null,
  query: Page.extend({ email: z.string().max(254).optional().describe('The one who has it') }),
  status: 200,
  output: z.object({ users: z.array(User), next_cursor: z.string().nullable() }),
  errors: [],
})

export const getUser = route({
  method: 'GET',
  path: '/admin/users/{id}',
  summary: 'Look at a user and the accounts they belong to',
  face: 'admin',
  scope: null,
  params,
  status: 200,
  output: User.extend({
    memberships: z.array(z.object({ account_id: z.string(), role: z.enum(roles) })),
  }),
  errors: ['not_found'],
})

export const changeUser = route({
  method: 'PATCH',
  path: '/admin/users/{id}',
  summary: 'Change a user; a suspended one is let in nowhere within ten seconds',
  face: 'admin',
  scope: null,
  params,
  body: z.strictObject({
    email: z.email().max(254).optional(),
    name: Name.optional(),
    status: z.enum(userStatuses).optional(),
    user_type: z.enum(userTypes).optional(),
  }),
  status: 200,
  output: User,
  errors: ['not_found', 'email_taken', 'contention'],
})

export const deleteUser = route({
  method: 'DELETE',
  path: '/admin/users/{id}',
  summary: 'Delete a user and their memberships; the accounts and their books stay',
  face: 'admin',
  scope: null,
  params,
  status: 200,
  output: z.object({ user_id: z.string(), deleted: z.literal(true) }),
  errors: ['not_found', 'last_owner', 'contention'],
})
