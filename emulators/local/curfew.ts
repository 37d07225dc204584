import { read } from '../../shared/firestore/collection.ts'
import type { Plane } from '../../shared/plane.ts'
import { each } from '../../shared/platform/each.ts'
import { isWarmId } from '../../shared/pools/pool.ts'
import type { Box } from '../../shared/providers/provider.ts'
import { type Session, sessions } from '../../shared/sessions/session.ts'
import { stop } from '../../shared/sessions/stop.ts'
import { unfinished } from '../../shared/sessions/store.ts'
import { stopBox } from '../../shared/sessions/work.ts'

/** Before the local cloud goes, every session ends and is settled, and what waits ends: nothing of it may go on running. */
export async function endEverySession(plane: Plane): Promise<void> {
  const what = ({ id }: Session) => ({ session_id: id })
  await each(await unfinished(plane.db), { log: plane.log, what }, async ({ id, account_id }) => {
    const at = plane.clock.now()
    await plane.transact(account_id, async (tx) => {
      const session = await tx.get(sessions, id)
      if (session) await stop(tx, session, 'admin', at)
    })
    const stopping = await read(plane.db, sessions, id)
    if (stopping) await stopBox(plane, stopping)
  })
  const waiting = (box: Box) => isWarmId(box.sessionId)
  for (const provider of Object.values(plane.providers)) {
    const boxes = (await provider.list()).filter(waiting)
    const named = ({ sessionId }: Box) => ({ box: sessionId })
    await each(boxes, { log: plane.log, what: named }, ({ sessionId }) =>
      provider.stop(sessionId, 0),
    )
  }
}
