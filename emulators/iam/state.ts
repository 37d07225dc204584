import * as z from 'zod'

const Binding = z.looseObject({
  role: z.string(),
  members: z.array(z.string()).default([]),
  condition: z.record(z.string(), z.unknown()).optional(),
})
export const Policy = z.object({
  version: z.int().default(1),
  etag: z.string().optional(),
  bindings: z.array(Binding).default([]),
})
export type Policy = z.output<typeof Policy>

export const ServiceAccount = z.object({
  name: z.string(),
  projectId: z.string(),
  uniqueId: z.string(),
  email: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  etag: z.string(),
  oauth2ClientId: z.string(),
  disabled: z.boolean().optional(),
})
export type ServiceAccount = z.output<typeof ServiceAccount>

/** All there is: service accounts by e-mail address, policies by the resource they are of. */
export const State = z.object({
  accounts: z.record(z.string(), ServiceAccount).default({}),
  policies: z.record(z.string(), Policy).default({}),
  /** Counts what was ever made: no unique id and no etag comes twice. */
  count: z.int().default(0),
})
export type State = z.output<typeof State>
