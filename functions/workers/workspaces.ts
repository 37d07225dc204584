import { WorkspaceCommand } from '../../shared/contract/topics.ts'
import { seeTo } from '../../shared/workspaces/seeTo.ts'
import { worker } from '../consume.ts'

export default worker(WorkspaceCommand, ({ workspace_id: id }, plane) => seeTo(plane, id))
