import type { Input, Output, Route } from '../shared/contract/route.ts'
import type { Caller } from '../shared/passports/caller.ts'
import type { Plane } from '../shared/plane.ts'

/** A checked request: who asks, and each part parsed by its schema. */
export interface Call<R extends Route> extends Input<R> {
  /** Of routes with a scope; admin routes and those without a key have none. */
  readonly caller: R extends { knowsCaller: true }
    ? Caller | null
    : R['scope'] extends null
      ? null
      : Caller
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal
}

type Answer<R extends Route> = R extends { isRaw: true }
  ? Response
  : R extends { isStream: true }
    ? AsyncIterable<Output<R>>
    : Output<R>

/** What one endpoint does, beside the line of the contract it keeps. */
export interface Handler<R extends Route> {
  readonly route: R
  run(call: Call<R>, plane: Plane): Promise<Answer<R>>
}

export const handle = <R extends Route>(route: R, run: Handler<R>['run']): Handler<R> => ({
  route,
  run,
})
