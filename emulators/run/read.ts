import * as z from 'zod'
import { Refusal } from './refusal.ts'

/** A body by its schema, or Google's refusal of it. */
export function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal(
    'INVALID_ARGUMENT',
    `Invalid JSON payload received: ${z.prettifyError(parsed.error)}`,
  )
}
