import * as z from 'zod'
import { limits } from '../platform/limits.ts'

/** RFC 3339, UTC. */
export const Timestamp = z.iso.datetime()

/** A whole number of micro-credits: 1 credit = 1 USD = 1,000,000. */
export const Micros = z.int()

/** Money on the wire: the exact figure, and the same for people. */
export const Money = z.object({ micros: Micros, display: z.string() })

/** A name that fits DNS labels and Kubernetes names. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, 'use 1 to 40 of a-z, 0-9 and inner dashes')

export const Labels = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_.-]{0,62}$/, 'use a-z, 0-9, _ . - and begin with a letter'),
    z.string().max(128),
  )
  .refine((labels) => Object.keys(labels).length <= limits.labelsMax, {
    message: `at most ${limits.labelsMax} labels`,
  })

export const EnvironmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'use letters, digits and _')

export const Environment = z
  .record(EnvironmentName, z.string().max(limits.environmentValueBytesMax))
  .refine((env) => Object.keys(env).length <= limits.environmentVariablesMax, {
    message: `at most ${limits.environmentVariablesMax} variables`,
  })

export const Page = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(limits.listPageSizeMax)
    .default(limits.listPageSizeDefault)
    .describe('How many to answer at the most'),
  cursor: z.string().max(512).optional().describe('`next_cursor` of the page before'),
})

export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'The same key and body give the same answer; the same key with another body is refused',
    ),
})
