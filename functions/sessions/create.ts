import { api } from '../../shared/contract/index.ts'
import { relay } from '../../shared/outbox/relay.ts'
import { derivedId, newId, sha256 } from '../../shared/platform/ids.ts'
import { unseal } from '../../shared/quotes/seal.ts'
import { createSession } from '../../shared/sessions/create.ts'
import { view } from '../../shared/sessions/view.ts'
import { waitUntil } from '../../shared/sessions/watch.ts'
import { handle } from '../handle.ts'
import { waitMs } from '../prefer.ts'

export default handle(api.sessions.create, async ({ body, query, headers, caller }, plane) => {
  const key = headers['idempotency-key']
  const at = plane.clock.now()
  const creation = {
    id: key ? derivedId('session', caller.accountId, key) : newId('session'),
    at,
    accountId: caller.accountId,
    passportId: caller.passportId,
    wish: body,
    prices: await plane.prices(at),
    quote: body.quote ? await unseal(body.quote, plane.quoteKey) : null,
    requestHash: key ? sha256(JSON.stringify(body)).toString('hex') : null,
  }
  const { session, line } = await plane.transact(caller.accountId, (tx) =>
    createSession(tx, plane.placement, creation),
  )
  const told = line ? relay(plane, line) : Promise.resolve()
  const wait = waitMs(query.wait, headers.prefer)
  if (wait === 0) await told
  else told.catch((cause: unknown) => plane.log.error('a start is left to the outbox', { cause }))
  const hasSettled = (now: { status: string }) => now.status !== 'provisioning'
  const after = wait === 0 ? session : await waitUntil(plane.db, session.id, hasSettled, wait)
  return view(after ?? session, plane.publicUrl)
})
