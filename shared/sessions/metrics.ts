import { ConnectError } from '../agents/connect.ts'
import { faultFor } from '../commands/run.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { notRunning } from './find.ts'
import type { Session } from './session.ts'

/** What a session takes of its machine right now. To ask is no use of it, and wakes none that is paused. */
export async function metricsOf(plane: Plane, session: Session) {
  if (session.status !== 'running') throw notRunning(session)
  const { at, cpu, memory, processes } = await asked(plane, session)
  // An agent that sees no limit has the one that was asked for.
  const { cpu_millis: cpuMillis, memory_mb: memoryMb } = session.resources
  return {
    session_id: session.id,
    at,
    cpu: { used_seconds: cpu.usedSeconds, limit_millis: cpu.limitMillis ?? cpuMillis },
    memory: {
      used_bytes: memory.usedBytes,
      peak_bytes: memory.peakBytes,
      limit_bytes: memory.limitBytes ?? memoryMb * 1_048_576,
    },
    processes,
  }
}

async function asked(plane: Plane, session: Session) {
  try {
    return await plane.agent(session.backend, session.id).metrics()
  } catch (cause) {
    // Agents of before this was asked of them, too.
    if (cause instanceof ConnectError && cause.code === 'unimplemented') {
      throw new Fault('unsupported', 'the agent of this session does not say what it takes', {
        cause,
      })
    }
    throw await faultFor(plane, session, cause)
  }
}
