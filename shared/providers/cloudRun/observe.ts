import { call } from '../../agents/call.ts'
import { ConnectError } from '../../agents/connect.ts'
import { paths } from '../../agents/paths.ts'
import { StatResponse } from '../../agents/session.ts'
import { AgentUnreachable } from '../../agents/unreachable.ts'
import { instant } from '../../platform/clock.ts'
import { Fault } from '../../platform/faults.ts'
import type { Observed } from '../provider.ts'
import { doorTo } from './door.ts'
import { launcherKey } from './keys.ts'
import { turnOf } from './names.ts'
import type { CloudRunOptions } from './options.ts'
import type { Seen } from './services.ts'

/**
 * Only the agent knows how its box is. One that takes no key of the session's is another than the session had: Cloud Run
 * has started a machine anew, and what was in the first is lost. One that does not answer is not judged.
 */
export async function observe(
  options: CloudRunOptions,
  box: Seen,
  sessionId: string,
): Promise<Observed> {
  if (box.state === 'failed') return lost()
  const door = doorTo(options, box, launcherKey(options, sessionId, turnOf(box)))
  try {
    const { ended } = await call(door, paths.stat, {}, StatResponse, coldStartMsMax)
    return ended ? { state: 'ended', ...ended } : { state: 'running' }
  } catch (cause) {
    if (isAnother(cause)) return lost()
    if (cause instanceof AgentUnreachable) {
      throw new Fault('provider_unavailable', 'the session does not answer')
    }
    throw cause
  }
}

export const isAnother = (cause: unknown) =>
  cause instanceof ConnectError && cause.code === 'unauthenticated'

const lost = (): Observed => ({ state: 'ended', cause: 'lost', endedAt: instant(Date.now()) })

/** How long a machine may take to come up, if it has to. */
export const coldStartMsMax = 30_000
