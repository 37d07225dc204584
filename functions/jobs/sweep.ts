import { sweep } from '../../shared/sessions/sweep.ts'
import { job } from '../tick.ts'

export default job(sweep)
