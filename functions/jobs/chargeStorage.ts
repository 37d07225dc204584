import { chargeDueStorage } from '../../shared/storage/run.ts'
import { job } from '../tick.ts'

export default job(chargeDueStorage)
