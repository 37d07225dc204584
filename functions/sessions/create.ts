import type * as z from 'zod'
import { depotOf } from '../../shared/archives/keep.ts'
import { api } from '../../shared/contract/index.ts'
import type { CreateSession } from '../../shared/contract/session.ts'
import { mustBeOn } from '../../shared/flags/read.ts'
import type { Plane } from '../../shared/plane.ts'
import { derivedId, newId, sha256 } from '../../shared/platform/ids.ts'
import { unseal } from '../../shared/quotes/seal.ts'
import { carryOut } from '../../shared/sessions/carryOut.ts'
import { wantedShape } from '../../shared/sessions/choose.ts'
import { createSession } from '../../shared/sessions/create.ts'
import type { Session } from '../../shared/sessions/session.ts'
import { view } from '../../shared/sessions/view.ts'
import { idOfNamed } from '../../shared/storage/named.ts'
import { firstTemplate } from '../../shared/workspaces/forSession.ts'
import { handle } from '../handle.ts'
import { waitMs } from '../prefer.ts'

export default handle(api.sessions.create, async ({ body, query, headers, caller }, plane) => {
  await mustBeOn(plane.flag, 'create_sessions', caller.accountId)
  // Said now, not when it is idle.
  if (body.on_idle === 'pause' || body.snapshot) depotOf(plane)
  const key = headers['idempotency-key']
  const at = plane.clock.now()
  const [prices, quote, template] = await Promise.all([
    plane.prices(at),
    body.quote ? unseal(body.quote, plane.quoteKey) : null,
    body.template ?? firstTemplate(plane.db, caller, body.workspace_id),
  ])
  const { placement, autoPolicy } = plane
  const { providers: permitted } = caller
  const grounds = { placement, autoPolicy, prices, permitted, agreed: quote?.provider }
  const creation = {
    id: key ? derivedId('session', caller.accountId, key) : newId('session'),
    at,
    caller,
    tiers: await plane.tiers(),
    wish: { ...body, template, ...(await mountsNamed(plane, caller.accountId, body)) },
    prices,
    quote,
    waiting: await plane.waiting(wantedShape({ ...body, template }, grounds)),
    requestHash: key ? sha256(JSON.stringify(body)).toString('hex') : null,
  }
  const saved = await plane.transact(caller.accountId, (tx) => createSession(tx, plane, creation))
  const hasSettled = ({ status }: Session) => status !== 'provisioning'
  const wait = waitMs(query.wait, headers.prefer)
  return view(await carryOut(plane, saved, hasSettled, wait), plane.publicUrl)
})

/** What the body names by its name, by its id. */
async function mountsNamed(
  { db }: Plane,
  accountId: string,
  { vault_name: vault, drive_name: drive }: z.output<typeof CreateSession>,
) {
  return {
    ...(vault && { vault_id: await idOfNamed(db, accountId, 'bucket', vault) }),
    ...(drive && { drive_id: await idOfNamed(db, accountId, 'filestore', drive) }),
  }
}
