import type { Context } from 'hono'
import { type Asker, askerBy, previewOf, stranger } from '../shared/audit/asker.ts'
import type { Route } from '../shared/contract/route.ts'
import { keyShown } from '../shared/passports/shown.ts'
import type { Plane } from '../shared/plane.ts'
import { callerAddress } from './address.ts'

/** Who asks for a route, as the audit log tells of it. */
export async function askerOf(route: Route, context: Context, plane: Plane): Promise<Asker> {
  const key = keyShown((name) => context.req.header(name))
  if (route.face === 'admin') {
    const admin = await plane.adminOf(key)
    if (!admin) return stranger(key)
    const actor = { kind: 'admin', id: admin.id, user_id: null, key: previewOf(key) } as const
    return { actor, accountId: null, isKnown: true }
  }
  if (route.scope === null && !key) return { ...stranger(undefined), isKnown: true }
  return askerBy(plane, key, callerAddress(context, plane))
}
