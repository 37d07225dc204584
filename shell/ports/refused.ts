import type { IncomingMessage } from 'node:http'
import { faultOf } from '../../functions/problem.ts'
import { askerBy, stranger } from '../../shared/audit/asker.ts'
import { isOfNote, refusalRecorder } from '../../shared/audit/refused.ts'
import { keyShown } from '../../shared/passports/shown.ts'
import type { Plane } from '../../shared/plane.ts'
import type { Fault } from '../../shared/platform/faults.ts'
import { callerAddress, personAt } from '../address.ts'
import type { PortRoute } from './route.ts'

/** Keeps a record of visits to ports that are refused, of one process. A log that cannot be written refuses nobody twice. */
export function portRefusals(plane: Plane) {
  const record = refusalRecorder(plane)
  async function recordRefused(request: IncomingMessage, { by }: PortRoute, fault: Fault) {
    const key = keyShown((name) => [request.headers[name]].flat()[0])
    const asker =
      'label' in by ? stranger(undefined) : await askerBy(plane, key, callerAddress(request, plane))
    const person = personAt(plane, request)
    await record({ action: 'ports.visit', path: pathOf(by), asker, person, fault })
  }

  return async (request: IncomingMessage, route: PortRoute, cause: unknown): Promise<void> => {
    const fault = faultOf(cause)
    if (!isOfNote(fault)) return
    await recordRefused(request, route, fault).catch((why: unknown) =>
      plane.log.error('a refusal was not recorded', { action: 'ports.visit', cause: why }),
    )
  }
}

/** Of a label what it names, and not what opens it. */
function pathOf(by: PortRoute['by']): string {
  if ('port' in by) return `/v1/sessions/${by.sessionId}/ports/${by.port}`
  const [port = '', sessionId = ''] = by.label.split('-')
  return `/ports/${port}-${sessionId}`
}
