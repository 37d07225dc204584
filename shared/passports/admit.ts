import type { Scope } from '../contract/route.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { type Caller, scopesLeft } from './caller.ts'
import { heldBy } from './holder.ts'

/** Who may come in by a way of its own (a terminal, a port), by a key that has the scope. The key of a session has no way in. */
export async function admitted(
  plane: Plane,
  key: string | undefined,
  address: string | null,
  scope: Scope,
): Promise<Caller> {
  const caller = await plane.verify(key, address)
  await plane.takeTurn(caller.rates)
  if (!caller.sessionId && caller.scopes.includes(scope)) return caller
  throw new Fault('missing_scope', `this passport lacks the scope ${scope}`)
}

/** Of a connection that outlives its request: throws when who was let in would be no longer. Reads it anew. */
export async function mustStillBeIn(plane: Plane, caller: Caller, scope: Scope): Promise<void> {
  const holder = await heldBy(plane, caller.accountId, caller.userId, caller.lineage)
  if (scopesLeft(holder, plane.clock.now()).includes(scope)) return
  throw new Fault('missing_scope', `this passport lacks the scope ${scope} by now`)
}
