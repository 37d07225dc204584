import type { Output, Request, Route } from '../shared/contract/route.ts'

/** A route as a function: it takes the parts that the route has, and none when it needs none. */
export type Call<R extends Route> = (
  ...given: Nothing extends Parts<R> ? [parts?: Parts<R>] : [parts: Parts<R>]
) => R extends { isStream: true } ? AsyncIterable<Output<R>> : Promise<Output<R>>

/** The same, to whoever treats all routes alike. */
export interface AnyParts {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly headers?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
  /** The body of a route that takes a file. */
  readonly bytes?: ReadableStream<Uint8Array> | undefined
  readonly signal?: AbortSignal | undefined
}

type Parts<R extends Route> = Needed<Request<R>> & Optional<Request<R>> & { signal?: AbortSignal }

type Needed<Q> = { [P in keyof Q as Kind<Q[P]> extends 'needed' ? P : never]: Q[P] }
type Optional<Q> = {
  [P in keyof Q as Kind<Q[P]> extends 'optional' ? P : never]?: Q[P] | undefined
}

type Kind<P> = P extends undefined ? 'absent' : Nothing extends P ? 'optional' : 'needed'
type Nothing = Record<never, never>
