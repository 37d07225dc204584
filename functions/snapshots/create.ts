import { depotOf } from '../../shared/archives/keep.ts'
import { api } from '../../shared/contract/index.ts'
import { relay } from '../../shared/outbox/relay.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { derivedId, newId, sha256 } from '../../shared/platform/ids.ts'
import { limits } from '../../shared/platform/limits.ts'
import { findSession } from '../../shared/sessions/find.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { makeSnapshot } from '../../shared/snapshots/make.ts'
import { viewSnapshot } from '../../shared/snapshots/snapshot.ts'
import { snapshotsOf } from '../../shared/snapshots/store.ts'
import { waitForSnapshot } from '../../shared/snapshots/watch.ts'
import { handle } from '../handle.ts'
import { waitMs } from '../prefer.ts'

export default handle(
  api.snapshots.create,
  async ({ params, query, headers, body, caller }, plane) => {
    const found = await findSession(plane.db, caller.accountId, params.id)
    depotOf(plane)
    const key = headers['idempotency-key']
    const wanted = {
      id: key ? derivedId('snapshot', found.id, key) : newId('snapshot'),
      name: body.name ?? null,
      requestHash: key ? sha256(JSON.stringify(body)).toString('hex') : null,
      at: plane.clock.now(),
    }
    const others = await snapshotsOf(plane.db, found.id)
    if (others.length >= limits.snapshotsMax && !others.some(({ id }) => id === wanted.id)) {
      throw new Fault('too_many_snapshots', `a session may have ${limits.snapshotsMax} snapshots`)
    }
    const { snapshot, line } = await plane.transact(caller.accountId, async (tx) =>
      makeSnapshot(tx, (await tx.get(sessions, found.id)) ?? found, wanted),
    )
    if (line)
      await relay(plane, line).catch((cause: unknown) =>
        plane.log.error('left to the outbox', { cause }),
      )
    if (snapshot.status !== 'creating') return viewSnapshot(snapshot)
    const after = await waitForSnapshot(plane.db, snapshot.id, waitMs(query.wait))
    return viewSnapshot(after ?? snapshot)
  },
)
