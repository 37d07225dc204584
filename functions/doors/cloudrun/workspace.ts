import type { Caller } from '../../../shared/passports/caller.ts'
import type { Plane } from '../../../shared/plane.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { findSession } from '../../../shared/sessions/find.ts'

/** Sessions of other providers are none of this API's workspaces. */
export async function mustBeWorkspace(
  { db }: Plane,
  { caller, params }: { readonly caller: Caller; readonly params: { readonly id: string } },
): Promise<void> {
  const { provider } = await findSession(db, caller.accountId, params.id)
  if (provider === 'cloud_run') return
  throw new Fault('not_found', `no Cloud Run workspace ${params.id}`)
}
