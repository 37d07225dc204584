import { SessionCommand } from '../../shared/contract/topics.ts'
import { read } from '../../shared/firestore/collection.ts'
import { keepDeadLetter } from '../../shared/outbox/deadLetter.ts'
import { moveOn } from '../../shared/sessions/move.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { refuse } from '../../shared/sessions/work.ts'
import { worker } from '../consume.ts'

/**
 * A start that never worked sends its session elsewhere, or ends it; a resume leaves it paused; a pause, a snapshot or a stop that never worked is
 * `recover`'s to finish. All are kept for the doctor.
 */
export default worker(SessionCommand, async (command, plane) => {
  plane.log.error('a command was given up', { ...command })
  await keepDeadLetter(plane, command)
  const session = await read(plane.db, sessions, command.session_id)
  const isStart = command.verb === 'start' || command.verb === 'resume'
  if (isStart && (session?.status === 'provisioning' || session?.status === 'resuming')) {
    const why = 'the backend did not take it'
    if (session.backend !== command.backend || (await moveOn(plane, session, why))) return
    await refuse(plane, session, why)
  }
})
