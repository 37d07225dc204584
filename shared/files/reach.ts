import { ConnectError } from '../agents/connect.ts'
import type { AgentFiles } from '../agents/fileClient.ts'
import { AgentUnreachable } from '../agents/unreachable.ts'
import { readySession } from '../commands/ready.ts'
import type { FaultCode } from '../contract/faults.ts'
import type { Plane } from '../plane.ts'
import { Fault } from '../platform/faults.ts'
import { notRunning } from '../sessions/find.ts'
import { reckon } from '../sessions/reckon.ts'

/** Does something with the files of an account's session. What the box refuses becomes the caller's to mend. */
export async function withFiles<T>(
  plane: Plane,
  accountId: string,
  idOrName: string,
  act: (files: AgentFiles) => Promise<T>,
): Promise<T> {
  const session = await readySession(plane, accountId, idOrName)
  try {
    return await act(plane.agent(session.backend, session.id).files)
  } catch (cause) {
    if (cause instanceof ConnectError) throw faultOf(cause)
    if (!(cause instanceof AgentUnreachable)) throw cause
    const now = (await reckon(plane, session)) ?? session
    if (now.status !== 'running') throw notRunning(now)
    throw new Fault('provider_unavailable', 'the session did not answer; try again', { cause })
  }
}

function faultOf(cause: ConnectError): unknown {
  const code = codes[cause.code]
  if (!code) return cause
  const flaws = code === 'invalid_request' ? [{ location: 'path', message: cause.message }] : []
  return new Fault(code, cause.message, { cause, flaws })
}

const codes: Readonly<Partial<Record<ConnectError['code'], FaultCode>>> = {
  not_found: 'not_found',
  already_exists: 'file_exists',
  permission_denied: 'file_forbidden',
  invalid_argument: 'invalid_request',
  failed_precondition: 'invalid_request',
  out_of_range: 'range_not_satisfiable',
  resource_exhausted: 'no_space',
  unimplemented: 'unsupported',
}
