import { accounts } from '../accounts/account.ts'
import { removeAllUnused } from '../archives/remove.ts'
import { stopAndKeep } from '../commands/keep.ts'
import { read } from '../firestore/collection.ts'
import type { Plane } from '../plane.ts'
import { secondsBetween } from '../platform/clock.ts'
import { each } from '../platform/each.ts'
import { limits } from '../platform/limits.ts'
import { isWarmId, warmBoxes } from '../pools/pool.ts'
import type { Box, Provider } from '../providers/provider.ts'
import { creating } from '../snapshots/store.ts'
import { takeSnapshots } from '../snapshots/take.ts'
import { pauseBox, wake } from './checkpoint.ts'
import { reckon } from './reckon.ts'
import { type Session, sessions } from './session.ts'
import { isOver } from './states.ts'
import { unfinished } from './store.ts'
import { startBox, stopBox } from './work.ts'

/**
 * Walks each backend's own list: a box whose session is over or unknown is destroyed, a session whose
 * box has ended ends too, and an agent that missed a renewal hears of it again.
 */
export async function reconcile(plane: Plane): Promise<{ boxes: number; destroyed: number }> {
  const counts = { boxes: 0, destroyed: 0 }
  const backends = Object.values(plane.providers)
  const named = ({ name }: Provider) => ({ backend: name })
  // One that does not answer keeps no other waiting.
  await each(backends, { log: plane.log, what: named }, async (provider) => {
    const boxes = await provider.list()
    const what = ({ sessionId }: Box) => ({ session_id: sessionId })
    await each(boxes, { log: plane.log, what }, async (box) => {
      counts.boxes += 1
      if (await mend(plane, provider, box)) counts.destroyed += 1
    })
  })
  return counts
}

async function mend(plane: Plane, provider: Provider, box: Box): Promise<boolean> {
  if (isWarmId(box.sessionId) && (await read(plane.db, warmBoxes, box.sessionId))) return false
  const session = await read(plane.db, sessions, box.sessionId)
  if (session && box.turn < session.past.turn) {
    // What was left of a resume that failed, or began by one who was too late.
    await provider.stop(box.sessionId, 0, { turn: box.turn })
    return true
  }
  if (!session || isOver(session.status)) {
    plane.log.warn('destroying a box without a session', { session_id: box.sessionId })
    if (session) await stopAndKeep(plane, session, 0)
    else await provider.stop(box.sessionId, 0)
    return true
  }
  if (box.observed.state !== 'running') await reckon(plane, session)
  else if (session.status === 'running') {
    // A snapshot or a pause that was cut short left it frozen. One that is under way keeps hold of it until it has its files.
    for (const by of box.heldBy) await wake(plane, session, by)
    if (box.heldBy.length === 0) await tellAgain(plane, session)
  } else if (isForgotten(plane, session, box)) await pauseBox(plane, session)
  return false
}

/** It is to pause for a while now, and nobody has begun: its lease may end before that, and its files with it. */
const isForgotten = ({ clock }: Plane, { status, events }: Session, { heldBy }: Box) =>
  status === 'pausing' &&
  heldBy.length === 0 &&
  secondsBetween(events.at(-1)?.at ?? clock.now(), clock.now()) > limits.pausingLookSeconds

/** Only an agent that is near the end of its lease may have missed a renewal. */
async function tellAgain(plane: Plane, session: Session) {
  const agent = plane.agent(session.backend, session.id)
  const { leaseEndsAt } = await agent.stat()
  if (secondsBetween(plane.clock.now(), leaseEndsAt) > limits.leaseRenewalLeadSeconds) return
  const account = await read(plane.db, accounts, session.account_id)
  const paidUntil = account?.live[session.id]?.lease_ends_at
  if (paidUntil && paidUntil > leaseEndsAt) await agent.renew(paidUntil)
}

/** Snapshots whose taker was cut off. */
async function takeAll(plane: Plane): Promise<void> {
  const wanted = await creating(plane.db)
  const what = ({ id }: { id: string }) => ({ snapshot_id: id })
  await each(wanted, { log: plane.log, what }, async ({ session_id: sessionId }) => {
    const session = await read(plane.db, sessions, sessionId)
    if (session) await takeSnapshots(plane, session)
  })
}

/**
 * Walks our own list, the other way round: every session that is not over is observed or taken
 * further. After a crash of everything, this is what finds each session again.
 */
export async function recover(plane: Plane): Promise<{ sessions: number }> {
  const found = await unfinished(plane.db)
  const what = ({ id }: Session) => ({ session_id: id })
  await each(found, { log: plane.log, what }, async (session) => {
    const { status } = session
    if (status === 'provisioning' || status === 'resuming') await startBox(plane, session)
    else if (status === 'pausing') await pauseBox(plane, session)
    else if (status === 'stopping') await stopBox(plane, session)
    else await reckon(plane, session)
  })
  await takeAll(plane)
  await removeAllUnused(plane)
  return { sessions: found.length }
}
