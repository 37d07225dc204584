import * as z from 'zod'
import { ApiError } from './errors.ts'
import { json } from './json.ts'

/** What a refusal says, whoever wrote it: the server in problem+json, or a proxy before it in its own way. */
export async function problem(response: Response, from: string): Promise<ApiError> {
  const text = await response.text().catch(() => '')
  const read = Problem.safeParse(json(text))
  if (!read.success) return foreign(response, text, from)
  const { type: _, status, code, title, detail, error: __, errors, ...facts } = read.data
  return new ApiError({ status, code, title, detail, errors, facts })
}

const Problem = z.looseObject({
  type: z.string().optional(),
  error: z.unknown(),
  status: z.int(),
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ location: z.string(), message: z.string() })).default([]),
})

const foreign = ({ status, statusText }: Response, text: string, from: string) =>
  new ApiError({
    status,
    code: 'not_a_problem',
    title: statusText,
    detail: `${from} answered ${status} ${statusText}${text && `: ${text.trim().slice(0, 200)}`}`,
    errors: [],
    facts: {},
  })
