import * as z from 'zod'

const methods = [
  'HTTP_METHOD_UNSPECIFIED',
  'POST',
  'GET',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
] as const

const Texts = z.record(z.string(), z.string())
const Seconds = z
  .string()
  .regex(/^\d+(\.\d{1,9})?s$/, 'a duration is a number of seconds, like 30s')
const Base64 = z.base64().or(z.base64url())

/** Google's clients send numbers for its names as well. */
const Method = z
  .union([z.enum(methods), z.int().transform((number) => methods[number])])
  .transform((method) =>
    method === undefined || method === 'HTTP_METHOD_UNSPECIFIED' ? 'POST' : method,
  )

const HttpTarget = z.strictObject({
  uri: z.string().max(2_083),
  httpMethod: Method.default('POST'),
  headers: Texts.default({}),
  body: Base64.optional(),
  oauthToken: z
    .strictObject({ serviceAccountEmail: z.string(), scope: z.string().optional() })
    .optional(),
  oidcToken: z
    .strictObject({ serviceAccountEmail: z.string(), audience: z.string().optional() })
    .optional(),
})
export type HttpTarget = z.output<typeof HttpTarget>

const PubsubTarget = z.strictObject({
  topicName: z.string(),
  data: Base64.optional(),
  attributes: Texts.optional(),
})
export type PubsubTarget = z.output<typeof PubsubTarget>

const RetryConfig = z.strictObject({
  retryCount: z.int().min(0).max(5).optional(),
  maxRetryDuration: Seconds.default('0s'),
  minBackoffDuration: Seconds.default('5s'),
  maxBackoffDuration: Seconds.default('3600s'),
  maxDoublings: z.int().min(0).max(16).default(5),
})

const said = {
  description: z.string().max(500).optional(),
  schedule: z.string().optional(),
  timeZone: z.string().optional(),
  httpTarget: HttpTarget.optional(),
  pubsubTarget: PubsubTarget.optional(),
  retryConfig: RetryConfig.prefault({}),
  attemptDeadline: Seconds.optional(),
}

/** What a caller may say of a job. What only the service says is passed over, as Google does. */
export const Wish = z.strictObject({
  ...said,
  name: z.string().optional(),
  appEngineHttpTarget: z.unknown().optional(),
  userUpdateTime: z.unknown().optional(),
  state: z.unknown().optional(),
  status: z.unknown().optional(),
  scheduleTime: z.unknown().optional(),
  lastAttemptTime: z.unknown().optional(),
})
export type Wish = z.output<typeof Wish>

/** A job as the API answers it. */
export const Job = z.object({
  ...said,
  name: z.string(),
  schedule: z.string(),
  timeZone: z.string(),
  userUpdateTime: z.string(),
  state: z.enum(['ENABLED', 'PAUSED']),
  /** The next time it is due; a retry's, where it failed. */
  scheduleTime: z.string().optional(),
  lastAttemptTime: z.string().optional(),
  /** Of the last attempt; empty where that went well. */
  status: z.object({ code: z.int().optional(), message: z.string().optional() }).optional(),
})
export type Job = z.output<typeof Job>

/** All there is, by name. */
export const State = z.object({ jobs: z.record(z.string(), Job).default({}) })
export type State = z.output<typeof State>

export const secondsIn = (duration: string): number => Number(duration.slice(0, -1))
