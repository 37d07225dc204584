import { call } from '../../agents/call.ts'
import { paths } from '../../agents/paths.ts'
import { AdoptResponse, StatResponse } from '../../agents/session.ts'
import { BoxEnded, type BoxSpec } from '../provider.ts'
import { doorTo } from './door.ts'
import { bootKey, launcherKey } from './keys.ts'
import { coldStartMsMax, isAnother } from './observe.ts'
import type { CloudRunOptions } from './options.ts'
import { commandEnvironment } from './order.ts'
import type { Seen } from './services.ts'

/** Makes the machine that came up the session's own. One that is already says since when. */
export async function adopt(
  options: CloudRunOptions,
  box: Seen,
  spec: BoxSpec,
): Promise<{ startedAt: string }> {
  const { sessionId, turn = 0, agentKey, leaseSeconds, stopGraceSeconds } = spec
  const env = { ...commandEnvironment, ...spec.env }
  const stopKey = launcherKey(options, sessionId, turn)
  try {
    return await call(
      doorTo(options, box, bootKey(options, sessionId, turn)),
      paths.adopt,
      {
        agentKey,
        stopKey,
        env: { ...commandEnvironment, ...env },
        leaseSeconds,
        stopGraceSeconds,
        lingerSeconds,
      },
      AdoptResponse,
      coldStartMsMax,
    )
  } catch (cause) {
    if (!isAnother(cause)) throw cause
    return alreadyOurs(options, box, spec)
  }
}

async function alreadyOurs(options: CloudRunOptions, box: Seen, { agentKey }: BoxSpec) {
  try {
    const stat = await call(doorTo(options, box, agentKey), paths.stat, {}, StatResponse)
    if (!stat.ended) return stat
    throw new BoxEnded(`the box has ended: ${stat.ended.cause}`)
  } catch (cause) {
    if (isAnother(cause)) throw new BoxEnded('the box has ended: lost')
    throw cause
  }
}

/** Its disk goes with it: so long, after its lease, it still tells what its commands said. */
const lingerSeconds = 300
