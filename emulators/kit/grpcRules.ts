import type { protobuf } from 'google-gax'
import * as z from 'zod'

/** How a method is called over REST: google.api.http in its protos. */
export interface Rule {
  readonly method: string
  /** `/v1/{name=projects/*}:run`: the fields that are in the path, each with its pattern. */
  readonly path: string
  /** The field that is the body; `*` is all that are not in the path. Others are in the query. */
  readonly body?: string | undefined
}

/** A method's own rule. */
export function ruleOf({ parsedOptions }: protobuf.Method): Rule | undefined {
  const http = Options.parse(parsedOptions ?? []).find((one) => one['(google.api.http)'])
  if (!http) return undefined
  const { body, ...said } = http['(google.api.http)'] ?? {}
  const [verb, path] = Object.entries(said).find(([name]) => verbs.includes(name)) ?? []
  return verb && path ? { method: verb.toUpperCase(), path, body } : undefined
}

const verbs = ['get', 'post', 'put', 'patch', 'delete']
// More bindings may follow the first; one way there is enough.
const Http = z
  .looseObject({ body: z.string().optional(), additional_bindings: z.unknown().optional() })
  .transform(({ additional_bindings: _, ...rule }) => z.record(z.string(), z.string()).parse(rule))
const Options = z.array(z.looseObject({ '(google.api.http)': Http.optional() }))

type Json = Readonly<Record<string, unknown>>
interface Rest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** The request that a message is; nothing where a name in it is not what the path wants. */
export function restOf({ method, path, body }: Rule, message: Json): Rest | undefined {
  const named = [...path.matchAll(/\{([\w.]+)(?:=([^}]+))?\}/g)].map(
    ([whole, field = '', pattern]) => ({
      whole,
      field,
      value: valueAt(message, field),
      fits: patternOf(pattern ?? '*'),
    }),
  )
  if (named.some(({ value, fits }) => typeof value !== 'string' || !fits.test(value))) return
  const filled = named.reduce((all, { whole, value }) => all.replace(whole, encoded(value)), path)
  const taken = named.map(({ field }) => camel(field))
  const rest = Object.entries(message).filter(([name]) => !taken.includes(name))
  if (body === '*') return { method, path: filled, body: Object.fromEntries(rest) }
  const query = new URLSearchParams(
    rest
      .filter(([name]) => name !== (body && camel(body)))
      .flatMap(([name, value]) => flat(name, value)),
  )
  return {
    method,
    path: `${filled}${query.size > 0 ? `?${query}` : ''}`,
    ...(body ? { body: message[camel(body)] ?? {} } : {}),
  }
}

const encoded = (value: unknown) => String(value).split('/').map(encodeURIComponent).join('/')

const camel = (name: string) =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

const patternOf = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll('**', '.+').replaceAll('*', '[^/]+')}$`)

const valueAt = (message: unknown, path: string) =>
  path
    .split('.')
    .map(camel)
    .reduce<unknown>((value, name) => (isJson(value) ? value[name] : undefined), message)

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** `options.requestedPolicyVersion=3`: how fields of messages are in a query. */
function flat(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((one) => flat(name, one))
  if (isJson(value)) {
    return Object.entries(value).flatMap(([field, one]) => flat(`${name}.${field}`, one))
  }
  return [[name, String(value)]]
}
