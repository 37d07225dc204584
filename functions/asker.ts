import type { Context } from 'hono'
import { actorOf } from '../shared/audit/actor.ts'
import type { Actor } from '../shared/audit/record.ts'
import type { Route } from '../shared/contract/route.ts'
import { parseKey } from '../shared/passports/key.ts'
import { keyShown } from '../shared/passports/shown.ts'
import type { Plane } from '../shared/plane.ts'
import { callerAddress } from './address.ts'

/** Who asks, as the audit log tells of it: also of those who were refused. */
export interface Asker {
  readonly actor: Actor
  readonly accountId: string | null
  /** Whether the key proved who it is; if not, its beginning is only what it claims. */
  readonly isKnown: boolean
}

/** What was found of a key is kept for a while, so this is quick after it was authenticated. */
export async function askerOf(route: Route, context: Context, plane: Plane): Promise<Asker> {
  const key = keyShown((name) => context.req.header(name))
  if (route.face === 'admin') {
    const admin = await plane.adminOf(key)
    if (!admin) return stranger(key)
    const actor = { kind: 'admin', id: admin.id, user_id: null, key: previewOf(key) } as const
    return { actor, accountId: null, isKnown: true }
  }
  if (route.scope === null && !key) return { ...stranger(undefined), isKnown: true }
  try {
    const caller = await plane.verify(key, callerAddress(context, plane))
    return { actor: actorOf(caller), accountId: caller.accountId, isKnown: true }
  } catch {
    return stranger(key)
  }
}

const stranger = (key: string | undefined): Asker => ({
  actor: { kind: 'anyone', id: null, user_id: null, key: previewOf(key) },
  accountId: null,
  isKnown: false,
})

/** Of a key of ours the part that is no secret. What else someone sent may be a secret of theirs. */
function previewOf(key: string | undefined): string | null {
  const id = (key && parseKey(key)?.passportId) ?? /^onmadm_(adm[0-9a-z]{18})_/.exec(key ?? '')?.[1]
  return id ?? null
}
