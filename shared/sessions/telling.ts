import type { Plane } from '../plane.ts'
import type { Tell } from '../providers/provider.ts'
import { happened, type Session, sessions } from './session.ts'

/**
 * What a backend says of a start that takes its time becomes events of the session, in the order it was said, while it is
 * still to start. What cannot be written is not worth a failed start.
 */
export function telling(plane: Plane, { id, account_id: accountId, past }: Session) {
  let written: Promise<unknown> = Promise.resolve()
  const tell: Tell = (type, data) => {
    const at = plane.clock.now()
    const write = () =>
      plane.transact(accountId, async (tx) => {
        const now = await tx.get(sessions, id)
        const isStarting = now?.status === 'provisioning' || now?.status === 'resuming'
        if (!isStarting || now.past.turn !== past.turn) return
        tx.update(sessions, id, happened(now, type, at, data))
      })
    written = written.then(write).catch((cause: unknown) => {
      plane.log.warn('what a backend said of a start was not written', { session: id, cause })
    })
  }
  return { tell, written: () => written }
}
