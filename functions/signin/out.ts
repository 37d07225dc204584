import { api } from '../../shared/contract/index.ts'
import { signOut } from '../../shared/signins/refresh.ts'
import { handle } from '../handle.ts'

export default handle(api.signin.out, async ({ body }, plane) => {
  await signOut(plane, body.refresh_token)
  return { signed_out: true as const }
})
