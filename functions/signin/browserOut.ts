import { api } from '../../shared/contract/index.ts'
import { signOut } from '../../shared/signins/refresh.ts'
import { handle } from '../handle.ts'
import { noCookies, refreshTokenIn } from './cookies.ts'

export default handle(api.signin.browserOut, async ({ headers }, plane) => {
  const token = refreshTokenIn(headers.cookie)
  if (token) await signOut(plane, token)
  const answer = Response.json({ signed_out: true })
  for (const cookie of noCookies(plane)) answer.headers.append('set-cookie', cookie)
  return answer
})
