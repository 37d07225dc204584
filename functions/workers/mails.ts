import { MailCommand } from '../../shared/contract/topics.ts'
import { deliver } from '../../shared/mail/deliver.ts'
import { worker } from '../consume.ts'

export default worker(MailCommand, ({ mail_id: id }, plane) => deliver(plane, id))
