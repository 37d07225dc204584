import type * as z from 'zod'
import type { FaultCode } from './faults.ts'

/** What a passport may be allowed to do. */
export const scopes = [
  'sessions:read',
  'sessions:write',
  'billing:read',
  'billing:write',
  'audit:read',
  'account:read',
  'account:write',
  'members:read',
  'members:write',
  'keys:read',
  'keys:write',
  'workspaces:read',
  'workspaces:write',
] as const
export type Scope = (typeof scopes)[number]

/** One endpoint, said once: functions, Terraform, OpenAPI, SDK, CLI and the authorisation tests read it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `{name}` is a parameter. */
  readonly path: `/${string}`
  readonly summary: string
  /** Public and admin functions are deployed apart and take different keys. */
  readonly face: 'public' | 'admin'
  /** What the passport must be allowed to do; `null` where no key is needed. Admin routes take the admin key. */
  readonly scope: Scope | null
  /** A session's own key may do it to that session, which is the `{id}`. */
  readonly isForSessions?: true
  /** Needs no key, and knows who asks where one is shown. */
  readonly knowsCaller?: true
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  /** A strict object: an unknown field is refused by name. */
  readonly body?: z.ZodObject
  /** The body is given as the exact text, because its sender signed that. Machines call it: no SDK has it. */
  readonly isSigned?: true
  /** A file's bytes are its body or its answer: the handler gives a whole `Response`. The SDK does not have it. */
  readonly isRaw?: true
  readonly status: 200 | 201
  readonly output: z.ZodType
  /** The answer is one JSON object a line (`application/x-ndjson`), each of the `output` schema. */
  readonly isStream?: true
  /** The answer is text of this type, and the `output` schema a string. */
  readonly mediaType?: 'text/csv'
  readonly errors: readonly FaultCode[]
  /**
   * How an audit record of it is written, where it is no `GET`: in its own commit unless said. `use`: before it begins,
   * once an hour for each key and target, because it changes only what is in a box. `none`: it changes nothing. `act`: a
   * `GET` that changes something all the same.
   */
  readonly trail?: 'use' | 'none' | 'act'
}

export type RouteTable = Readonly<Record<string, Readonly<Record<string, Route>>>>

export const route = <const R extends Route>(line: R): R => line

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Given<S> = S extends z.ZodType ? z.input<S> : undefined
type Part<R extends Route, K extends keyof Route> = R extends { [P in K]: infer S } ? S : undefined

/** What a handler is given: each part parsed by its schema. */
export interface Input<R extends Route> {
  readonly params: Parsed<Part<R, 'params'>>
  readonly query: Parsed<Part<R, 'query'>>
  readonly headers: Parsed<Part<R, 'headers'>>
  readonly body: R extends { isRaw: true }
    ? ReadableStream<Uint8Array> | null
    : R extends { isSigned: true }
      ? string
      : Parsed<Part<R, 'body'>>
}

/** What a client gives: each part before defaults are filled in. */
export interface Request<R extends Route> {
  readonly params: Given<Part<R, 'params'>>
  readonly query: Given<Part<R, 'query'>>
  readonly headers: Given<Part<R, 'headers'>>
  readonly body: Given<Part<R, 'body'>>
}

export type Output<R extends Route> = z.output<R['output']>
