import { purge } from '../../shared/retention/purge.ts'
import { job } from '../tick.ts'

export default job(purge)
