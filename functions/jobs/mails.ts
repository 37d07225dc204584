import { deliverWaiting } from '../../shared/mail/deliver.ts'
import { job } from '../tick.ts'

export default job(deliverWaiting)
