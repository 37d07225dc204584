import * as z from 'zod'
import { Timestamp } from './fields.ts'
import { route } from './route.ts'

/** Every switch there is, and what it does. Each is on until an administrator says otherwise. */
export const flags = {
  create_sessions: 'New sessions may be created; those that run go on',
  buy_credits: 'Credits may be ordered; orders that are open can be paid',
  query_keys: "The seeds' socket paths take a passport from the query string",
} as const
export type FlagName = keyof typeof flags

/** For whom a switch is on: an account that is named, or so many in a hundred of the others. */
export const FlagSetting = z.strictObject({
  percent: z
    .int()
    .min(0)
    .max(100)
    .default(100)
    .describe('Of all accounts; an account that is in at 10 stays in at 20'),
  accounts: z
    .record(z.string().min(1).max(64), z.boolean())
    .default({})
    .refine((accounts) => Object.keys(accounts).length <= 1_000, 'at most 1000 accounts')
    .describe('By account id, whatever the percentage says'),
})

const Flag = FlagSetting.extend({
  name: z.string(),
  summary: z.string(),
  changed_at: Timestamp.nullable().describe('Null while nobody has set it'),
})

export const listFlags = route({
  method: 'GET',
  path: '/admin/flags',
  summary: 'List the switches of the deployment, and for whom each is on',
  face: 'admin',
  scope: null,
  status: 200,
  output: z.object({ flags: z.array(Flag) }),
  errors: [],
})

export const setFlag = route({
  method: 'PUT',
  path: '/admin/flags/{name}',
  summary: 'Say for whom a switch is on; every process follows within ten seconds',
  face: 'admin',
  scope: null,
  params: z.object({ name: z.string().min(1).max(64) }),
  body: FlagSetting,
  status: 200,
  output: Flag,
  errors: ['not_found', 'contention'],
})
