import { api } from '../../shared/contract/index.ts'
import { read } from '../../shared/firestore/collection.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { inspected } from '../../shared/sessions/inspect.ts'
import { sessions } from '../../shared/sessions/session.ts'
import { handle } from '../handle.ts'

export default handle(api.adminSessions.get, async ({ params: { id } }, plane) => {
  const session = await read(plane.db, sessions, id)
  if (!session) throw new Fault('not_found', `no session ${id}`)
  const { state } = await plane.providers[session.backend].observe(id)
  const events = session.events.map(({ type, at, data }) => ({ type, at, data }))
  return { ...inspected(session, plane.publicUrl), observed: state, events }
})
