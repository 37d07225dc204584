import * as z from 'zod'
import { Refusal } from './refusal.ts'

/** A body by its schema, or Google's refusal of it. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal(400, `Request contains an invalid argument: ${z.prettifyError(parsed.error)}`)
}
