import type { HonoRequest } from 'hono'
import type { Route } from '../shared/contract/route.ts'
import { keyShown } from '../shared/passports/shown.ts'
import type { Caller } from '../shared/passports/verify.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'

/** Who calls, and whether they may. Comes before anything of the request is looked at. */
export async function authenticate(
  route: Route,
  request: HonoRequest,
  plane: Plane,
): Promise<Caller | null> {
  const key = keyShown((name) => request.header(name))
  if (route.face === 'admin') {
    if (await plane.adminOf(key)) return null
    throw new Fault('unauthenticated', 'send the admin key as X-API-Key')
  }
  if (route.scope === null) return null
  const caller = await plane.verify(key)
  if (caller.scopes.includes(route.scope)) return caller
  throw new Fault('missing_scope', `this passport lacks the scope ${route.scope}`)
}
