import { closeCodes } from '../shared/contract/shell.ts'
import { mustStillBeIn } from '../shared/passports/admit.ts'
import type { Caller } from '../shared/passports/caller.ts'
import type { Plane } from '../shared/plane.ts'
import { Fault } from '../shared/platform/faults.ts'
import { limits } from '../shared/platform/limits.ts'
import type { Socket } from './socket.ts'

/** Closes a socket once who opened it would be let in no more. What cannot be read is no reason: it is asked again. */
export function stayWhileAdmitted(
  plane: Plane,
  caller: Caller,
  socket: Socket,
  everySeconds: number = limits.socketAdmissionSeconds,
): void {
  const timer = setInterval(look, everySeconds * 1_000)
  socket.gone.addEventListener('abort', () => clearInterval(timer))

  async function look() {
    try {
      await mustStillBeIn(plane, caller, 'sessions:write')
    } catch (cause) {
      if (cause instanceof Fault) socket.close(closeCodes.refused, cause.message)
      else plane.log.warn('a passport was not looked at again', { cause })
    }
  }
}
