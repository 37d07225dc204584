import { settleIdentities } from '../../shared/workspaces/settle.ts'
import { job } from '../tick.ts'

export default job(settleIdentities)
