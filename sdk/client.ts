import { type Api, api } from '../shared/contract/index.ts'
import type { Route, RouteTable } from '../shared/contract/route.ts'
import { answer } from './answer.ts'
import type { AnyParts, Call } from './call.ts'
import { type Connection, connection } from './connection.ts'
import { lines } from './lines.ts'
import { send } from './send.ts'

/** Every public route of the contract: `client(…).sessions.get({ params: { id } })`. It runs in a browser too. */
export function client(options: Connection): Client {
  const to = connection(options)
  const nouns = Object.entries<RouteTable[string]>(api)
    .map(([noun, verbs]) => [noun, calls(to, verbs)] as const)
    .filter(([, calls]) => Object.keys(calls).length > 0)
  // Client is computed from the same table, which the compiler cannot follow through entries.
  return Object.fromEntries(nouns) as Client
}

export type Client = {
  readonly [N in keyof Api as keyof Public<Api[N]> extends never ? never : N]: Calls<Api[N]>
}
type Calls<V> = {
  readonly [K in keyof Public<V>]: Public<V>[K] extends Route ? Call<Public<V>[K]> : never
}
type Public<V> = {
  [K in keyof V as V[K] extends { isSigned: true } | { isRaw: true }
    ? never
    : V[K] extends { face: 'public' }
      ? K
      : never]: V[K]
}

const calls = (to: Connection, verbs: RouteTable[string]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(verbs)
      .filter(([, route]) => route.face === 'public' && !route.isSigned && !route.isRaw)
      .map(([verb, route]) => [verb, call(to, route)] as const),
  )

const call =
  (to: Connection, route: Route) =>
  (parts: AnyParts = {}) =>
    route.isStream ? streamed(to, route, parts) : answered(to, route, parts)

async function answered(to: Connection, route: Route, parts: AnyParts) {
  const response = await send(to, route, parts)
  return answer(route, response, parts.signal)
}

async function* streamed(to: Connection, route: Route, parts: AnyParts) {
  const response = await send(to, route, parts)
  yield* lines(route, response, parts.signal)
}
