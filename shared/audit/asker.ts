import type { Admin } from '../admins/verify.ts'
import type { Holder } from '../passports/holder.ts'
import { parseKey } from '../passports/key.ts'
import { Refusal } from '../passports/refusal.ts'
import type { Plane } from '../plane.ts'
import { actorOf } from './actor.ts'
import type { Actor } from './record.ts'

/** Who asks, as the audit log tells of it: also of those who were refused. */
export interface Asker {
  readonly actor: Actor
  readonly accountId: string | null
  /** Whether the key proved who it is; if not, its beginning is only what it claims. */
  readonly isKnown: boolean
}

/** Who shows a key, or showed one that is good no more. What was found of it is kept for a while, so this is quick. */
export async function askerBy(
  { verify }: Pick<Plane, 'verify'>,
  key: string | undefined,
  address: string | null,
): Promise<Asker> {
  try {
    const caller = await verify(key, address)
    return { actor: actorOf(caller), accountId: caller.accountId, isKnown: true }
  } catch (cause) {
    return (cause instanceof Refusal && holding(cause.holder)) || stranger(key)
  }
}

function holding({ lineage, membership }: Holder): Asker | undefined {
  const shown = lineage.at(-1)
  const accountId = shown?.account_id ?? membership?.account_id
  const userId = shown?.user_id ?? membership?.user_id
  if (!accountId || !userId) return undefined
  return { actor: actorOf({ passportId: shown?.id ?? null, userId }), accountId, isKnown: true }
}

/** An administrator, by their key or, signed in, by themselves. */
export const askerOfAdmin = (
  { id, userId }: Pick<Admin, 'id' | 'userId'>,
  key: string | undefined,
): Asker => ({
  actor: { kind: 'admin', id, user_id: userId, key: previewOf(key) },
  accountId: null,
  isKnown: true,
})

export const stranger = (key: string | undefined): Asker => ({
  actor: { kind: 'anyone', id: null, user_id: null, key: previewOf(key) },
  accountId: null,
  isKnown: false,
})

/** Of a key of ours the part that is no secret. What else someone sent may be a secret of theirs. */
export function previewOf(key: string | undefined): string | null {
  const id = (key && parseKey(key)?.passportId) ?? /^onmadm_(adm[0-9a-z]{18})_/.exec(key ?? '')?.[1]
  return id ?? null
}
