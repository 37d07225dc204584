import { tidy } from '../../shared/archives/tidy.ts'
import { job } from '../tick.ts'

export default job(tidy)
