import { SessionCommand } from '../../shared/contract/topics.ts'
import { work } from '../../shared/sessions/work.ts'
import { worker } from '../consume.ts'

export default worker(SessionCommand, (command, plane) => work(plane, command))
