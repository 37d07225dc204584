import { recover } from '../../shared/sessions/reconcile.ts'
import { job } from '../tick.ts'

export default job(recover)
