import { api } from '../../../shared/contract/index.ts'
import { limits } from '../../../shared/platform/limits.ts'
import { handle } from '../../handle.ts'
import nativeUrl from '../../sessions/url.ts'
import { ourId } from './session.ts'

export default handle(api.execbox.portUrl, async (call, plane) => {
  const query = { port: call.query.port, expires_in_seconds: limits.portUrlSecondsDefault }
  const { url } = await nativeUrl.run(
    { ...call, query, params: { id: ourId(call.params.id) } },
    plane,
  )
  const { port, protocol } = new URL(url)
  const hostPort = Number(port) || (protocol === 'https:' ? 443 : 80)
  return { containerPort: query.port, hostPort, url, protocol: 'http' as const }
})
