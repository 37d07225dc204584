import type { HonoRequest } from 'hono'
import type * as z from 'zod'
import type { Route } from '../shared/contract/route.ts'
import { Fault, type Flaw } from '../shared/platform/faults.ts'

/** The parts of a request, each as its schema gave it. */
export interface AnyInput {
  readonly params: unknown
  readonly query: unknown
  readonly headers: unknown
  readonly body: unknown
}

/** Each part of a request, parsed by its schema; all that is wrong with it is said at once. */
export async function inputOf(route: Route, request: HonoRequest): Promise<AnyInput> {
  const flaws: Flaw[] = []
  const part = (name: string, schema: z.ZodObject | undefined, given: () => unknown) => {
    if (!schema) return undefined
    const result = schema.safeParse(given())
    if (result.success) return result.data
    flaws.push(...result.error.issues.flatMap((issue) => flawsOf(name, issue)))
  }
  const bodyOf = async () => {
    if (route.isRaw) return request.raw.body
    return route.isSigned ? request.text() : part('body', route.body, () => json)
  }
  const json = route.body && (await jsonOf(request))
  const input = {
    params: part('path', route.params, () => request.param()),
    query: part('query', route.query, () => request.query()),
    headers: part('headers', route.headers, () => request.header()),
    body: await bodyOf(),
  }
  if (flaws.length === 0) return input
  const summary = flaws.map(({ location, message }) => `${location}: ${message}`).join('; ')
  throw new Fault('invalid_request', summary, { flaws })
}

async function jsonOf(request: HonoRequest): Promise<unknown> {
  const text = await request.text()
  if (text === '') return {}
  const type = request.header('content-type') ?? ''
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    const given = type === '' ? 'no content type' : type
    throw new Fault('unsupported_media_type', `send application/json, not ${given}`)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Fault('malformed_request', `the body is not JSON: ${String(cause)}`, { cause })
  }
}

function flawsOf(name: string, issue: z.core.$ZodIssue): Flaw[] {
  const at = [name, ...issue.path].map(String).join('.')
  if (issue.code !== 'unrecognized_keys') return [{ location: at, message: issue.message }]
  return issue.keys.map((key) => ({ location: `${at}.${key}`, message: 'there is no such field' }))
}
