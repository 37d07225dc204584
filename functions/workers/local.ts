import { work } from '../../shared/sessions/work.ts'
import { worker } from '../consume.ts'

export default worker((command, plane) => work(plane, command))
