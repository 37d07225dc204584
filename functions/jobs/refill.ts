import { refill } from '../../shared/pools/refill.ts'
import { job } from '../tick.ts'

export default job(refill)
