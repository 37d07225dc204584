import { relayAbandoned } from '../../shared/outbox/relay.ts'
import { job } from '../tick.ts'

export default job(relayAbandoned)
