import { api } from '../../shared/contract/index.ts'
import { finishSignup } from '../../shared/signins/signup.ts'
import { handle } from '../handle.ts'

export default handle(api.signup.verify, ({ body }, plane) => finishSignup(plane, body.code))
