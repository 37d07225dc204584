import { api } from '../../shared/contract/index.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { oidcOf, signInBy } from '../../shared/signins/signInBy.ts'
import { handle } from '../handle.ts'
import { departureIn, noCookies, refreshCookie } from './cookies.ts'

export default handle(api.signin.callback, async ({ query, headers }, plane) => {
  const oidc = oidcOf(plane)
  const left = await departureIn(plane, headers.cookie)
  if (!left) {
    throw new Fault(
      'signin_refused',
      'this browser did not begin to sign in here of late: begin again',
    )
  }
  const person = await oidc.finish(new URLSearchParams(said(query)), left.journey)
  const tokens = await signInBy(plane, person)
  const answer = left.returnTo
    ? new Response(null, { status: 302, headers: { location: left.returnTo } })
    : Response.json(tokens)
  answer.headers.set('cache-control', 'no-store')
  const [noJourney = ''] = noCookies(plane)
  answer.headers.append('set-cookie', noJourney)
  if (left.returnTo) answer.headers.append('set-cookie', refreshCookie(plane, tokens.refresh_token))
  return answer
})

/** As the browser brought it: what is not text, no browser brings. */
const said = (query: Readonly<Record<string, unknown>>) =>
  Object.entries(query).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
