import * as z from 'zod'
import { Refusal } from './refusal.ts'

/** A body by its schema, or Google's refusal of it. */
export function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal(
    'INVALID_ARGUMENT',
    `Invalid JSON payload received. ${unknownNames(parsed.error) || z.prettifyError(parsed.error)}`,
  )
}

/** Names that the API does not have, in Google's words for them. */
const unknownNames = ({ issues }: z.ZodError) =>
  issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `Unknown name "${key}"${at(issue.path)}: Cannot find field.`)
        : [],
    )
    .join('\n')

const at = (path: readonly PropertyKey[]) =>
  path.length === 0
    ? ''
    : ` at '${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}'`.replace(
        "'.",
        "'",
      )
