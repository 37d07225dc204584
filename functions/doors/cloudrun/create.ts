import { api } from '../../../shared/contract/index.ts'
import { CreateSession } from '../../../shared/contract/session.ts'
import { handle } from '../../handle.ts'
import create from '../../sessions/create.ts'

export default handle(api.cloudrun.create, async ({ body, ...call }, plane) => {
  const { storage_options: storage, ...shape } = body
  const wish = CreateSession.parse({ ...shape, provider: 'cloud_run', ...(storage && { storage }) })
  return create.run({ ...call, body: wish }, plane)
})
