import { api } from '../../shared/contract/index.ts'
import { refresh } from '../../shared/signins/refresh.ts'
import { handle } from '../handle.ts'

export default handle(api.signin.refresh, ({ body }, plane) =>
  refresh(plane, body.refresh_token, body.account_id),
)
