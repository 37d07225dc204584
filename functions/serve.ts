import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Route } from '../shared/contract/route.ts'
import type { Caller } from '../shared/passports/caller.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'
import { limits } from '../shared/platform/limits.ts'
import { authenticate } from './authenticate.ts'
import { type AnyInput, inputOf } from './input.ts'
import { lines } from './lines.ts'
import { problem } from './problem.ts'
import { type Trails, trails } from './trail.ts'

/** A handler of any route: its call is checked by that route's line of the contract before it runs. */
export interface AnyHandler {
  readonly route: Route
  run(call: AnyCall, plane: Plane): Promise<unknown>
}
interface AnyCall extends AnyInput {
  readonly caller: Caller | null
  readonly signal: AbortSignal
}

/** An app with these endpoints: one in its own function, all of a face in the local gateway. */
export function serve(handlers: readonly AnyHandler[], plane: Plane): Hono {
  const app = new Hono()
  app.onError((cause, context) => problem(context, cause, plane.log))
  app.notFound(({ req }) => {
    throw new Fault('not_found', `there is no ${req.method} ${req.path}`)
  })
  const trail = trails(plane)
  for (const handler of handlers) mount(app, handler, plane, trail)
  return app
}

function mount(app: Hono, { route, run }: AnyHandler, plane: Plane, trail: Trails) {
  const guards = route.body || route.isSigned ? [tooLarge] : []
  app.on(route.method, [honoPath(route.path)], ...guards, async (context) => {
    try {
      const caller = await authenticate(route, context, plane)
      const input = await inputOf(route, context.req)
      const call: AnyCall = {
        ...input,
        caller,
        // Asked for by few, and making it costs more than the rest of the call.
        get signal() {
          return context.req.raw.signal
        },
      }
      const result = await trail.follow(route, context, (through) => run(call, through))
      return answered(context, route, result, plane)
    } catch (cause) {
      await trail.refused(route, context, cause)
      throw cause
    }
  })
}

function answered(context: Context, route: Route, result: unknown, { log }: Plane): Response {
  if (result instanceof Response) return result
  if (isStream(route, result)) return context.body(lines(result, log), route.status, ndjson)
  if (route.mediaType) {
    return context.body(String(result), route.status, { 'content-type': route.mediaType })
  }
  return context.json(result, route.status)
}

const tooLarge = bodyLimit({
  maxSize: limits.requestBodyBytesMax,
  onError: () => {
    throw new Fault('body_too_large', `a body may have ${limits.requestBodyBytesMax} bytes`)
  },
})

const isStream = (route: Route, result: unknown): result is AsyncIterable<unknown> =>
  route.isStream === true && typeof result === 'object'

const ndjson = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }

const honoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')
