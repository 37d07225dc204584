import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { findWorkspace } from '../../shared/workspaces/find.ts'
import { handle } from '../handle.ts'

export default handle(api.storage.createFilestore, async ({ body, caller }, { db }) => {
  await findWorkspace(db, caller, body.workspace_id)
  throw new Fault('unsupported', 'no backend of this deployment has file shares')
})
