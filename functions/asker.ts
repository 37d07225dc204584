import type { Context } from 'hono'
import { type Asker, askerBy, askerOfAdmin, stranger } from '../shared/audit/asker.ts'
import type { Route } from '../shared/contract/route.ts'
import { keyShown } from '../shared/passports/shown.ts'
import type { Plane } from '../shared/plane.ts'
import { isAccessToken } from '../shared/signins/tokens.ts'
import { callerAddress } from './address.ts'

/** Who asks for a route, as the audit log tells of it. */
export async function askerOf(route: Route, context: Context, plane: Plane): Promise<Asker> {
  const key = keyShown((name) => context.req.header(name))
  if (route.face === 'admin') {
    const admin = await plane.adminOf(key)
    if (admin) return askerOfAdmin(admin, key)
    // A passport opens nothing here: whose it is is not looked up.
    if (!key || !isAccessToken(key)) return stranger(key)
  }
  if (route.face === 'public' && route.scope === null && !key)
    return { ...stranger(undefined), isKnown: true }
  return askerBy(plane, key, callerAddress(context, plane))
}
