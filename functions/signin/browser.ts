import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { refresh } from '../../shared/signins/refresh.ts'
import { handle } from '../handle.ts'
import { refreshCookie, refreshTokenIn } from './cookies.ts'

export default handle(api.signin.browser, async ({ headers }, plane) => {
  const token = refreshTokenIn(headers.cookie)
  if (!token) throw new Fault('unauthenticated', 'this browser is not signed in: see /v1/signin')
  const { refresh_token: next, ...tokens } = await refresh(plane, token)
  return Response.json(tokens, {
    status: 201,
    headers: { 'set-cookie': refreshCookie(plane, next), 'cache-control': 'no-store' },
  })
})
