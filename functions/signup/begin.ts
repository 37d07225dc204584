import { api } from '../../shared/contract/index.ts'
import { beginSignup } from '../../shared/signins/signup.ts'
import { handle } from '../handle.ts'

export default handle(api.signup.begin, async ({ body }, plane) => {
  await beginSignup(plane, body.email, body.name ?? null)
  return { detail: 'if mail reaches this address, a code is on its way to it' }
})
