import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { handle } from '../handle.ts'

export default handle(api.health.check, async (_, { db, version }) => {
  try {
    await db.collection('accounts').limit(1).select().get()
  } catch (cause) {
    throw new Fault('provider_unavailable', 'the database does not answer', { cause })
  }
  return { status: 'ok', version } as const
})
