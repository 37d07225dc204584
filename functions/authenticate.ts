import type { Context } from 'hono'
import type { Route } from '../shared/contract/route.ts'
import type { Caller } from '../shared/passports/caller.ts'
import { keyShown } from '../shared/passports/shown.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'
import { limits } from '../shared/platform/limits.ts'
import { isAccessToken } from '../shared/signins/tokens.ts'
import { callerAddress } from './address.ts'
import { rateOfAddress, takeTurn } from './turns.ts'

/** Who calls, and whether they may. Comes before anything of the request is looked at. */
export async function authenticate(
  route: Route,
  context: Context,
  plane: Plane,
): Promise<Caller | null> {
  const { req: request } = context
  const key = keyShown((name) => request.header(name))
  if (route.face === 'admin') {
    if (await plane.adminOf(key)) return null
    throw await notAdmin(key, context, plane)
  }
  if (route.scope === null) {
    const { openPerMinuteMax: most } = limits
    // Where anybody may leave something. What is signed is from those we know.
    if (route.body) await takeTurn(context, plane, rateOfAddress(context, plane, 'open', most))
    return route.knowsCaller && key ? verified(key, context, plane) : null
  }
  const caller = await verified(key, context, plane)
  await takeTurn(context, plane, caller.rates)
  if (!caller.scopes.includes(route.scope)) {
    throw new Fault('missing_scope', `this passport lacks the scope ${route.scope}`)
  }
  if (caller.sessionId) mustBeItsOwn(route, caller.sessionId, request.param('id'))
  return caller
}

/** Who shows a key. An address that shows many bad ones is not listened to for a while. */
async function verified(key: string | undefined, context: Context, plane: Plane): Promise<Caller> {
  try {
    return await plane.verify(key, callerAddress(context, plane))
  } catch (cause) {
    const { refusedPerMinuteMax: most } = limits
    const isRefused = cause instanceof Fault && cause.code === 'unauthenticated'
    if (isRefused) await takeTurn(context, plane, rateOfAddress(context, plane, 'refused', most))
    throw cause
  }
}

/** Whether who asks is nobody, or somebody who is no administrator. */
async function notAdmin(key: string | undefined, context: Context, plane: Plane): Promise<Fault> {
  if (!key || !isAccessToken(key)) {
    return new Fault('unauthenticated', 'send an admin key as X-API-Key, or sign in')
  }
  const { userId } = await plane.verify(key, callerAddress(context, plane))
  return new Fault('not_allowed', `${userId} is no administrator`)
}

/** The key of a session is good for that session alone, by its id. */
function mustBeItsOwn(route: Route, sessionId: string, asked: string | undefined) {
  if (!route.isForSessions) {
    throw new Fault('missing_scope', 'the key of a session may look at, extend and stop it')
  }
  if (asked !== sessionId) throw new Fault('not_found', `no session ${asked}`)
}
