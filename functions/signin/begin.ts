import { api } from '../../shared/contract/index.ts'
import type { Plane } from '../../shared/plane.ts'
import { Fault } from '../../shared/platform/faults.ts'
import { oidcOf } from '../../shared/signins/signInBy.ts'
import { handle } from '../handle.ts'
import { departure } from './cookies.ts'

export default handle(api.signin.begin, async ({ query, headers }, plane) => {
  const returnTo = query.return_to === undefined ? null : ourPath(plane, query.return_to)
  const home = new URL(plane.publicUrl)
  if (headers.host === `localhost:${home.port}` && home.hostname === '127.0.0.1') {
    // The provider sends the browser back there, where it must have the cookie.
    const again = new URL(api.signin.begin.path, home)
    if (returnTo) again.searchParams.set('return_to', returnTo)
    return Response.redirect(again, 302)
  }
  const { url, journey } = await oidcOf(plane).begin()
  return new Response(null, {
    status: 302,
    headers: {
      location: url.href,
      'set-cookie': await departure(plane, journey, returnTo),
      'cache-control': 'no-store',
    },
  })
})

/** Nobody may use us to send people elsewhere. */
function ourPath({ publicUrl }: Plane, path: string): string {
  const url = URL.canParse(path, publicUrl) ? new URL(path, publicUrl) : undefined
  if (url && path.startsWith('/') && url.origin === new URL(publicUrl).origin) {
    return `${url.pathname}${url.search}${url.hash}`
  }
  const message = 'give a path of this server, such as /terminal'
  throw new Fault('invalid_request', `query.return_to: ${message}`, {
    flaws: [{ location: 'query.return_to', message }],
  })
}
