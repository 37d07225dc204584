import type { Plane } from '../plane.ts'
import { epochMs } from '../platform/clock.ts'
import type { Fault } from '../platform/faults.ts'
import { newId } from '../platform/ids.ts'
import { append } from './append.ts'
import type { Asker } from './asker.ts'
import type { Person } from './record.ts'
import { refusalCounter } from './refusals.ts'

interface Refused {
  readonly action: string
  readonly path: string
  readonly asker: Asker
  readonly person: Person
  readonly fault: Fault
}

/** Keeps a record of refusals that say something of who asks, of one process. */
export function refusalRecorder({ transact, clock }: Pick<Plane, 'transact' | 'clock'>) {
  const refusals = refusalCounter()
  return async ({ action, path, asker, person, fault }: Refused): Promise<void> => {
    const { actor, accountId, isKnown } = asker
    const at = clock.now()
    const count = refusals.count([action, fault.code, actor], !isKnown, epochMs(at))
    if (count === 0) return
    const fact = {
      ...{ id: newId('audit'), at, actor, action, account_id: accountId, person, count },
      ...(isKnown ? {} : { chain: 'strangers' as const }),
      targets: [path.slice(0, pathMax)],
      outcome: { status: fault.status, code: fault.code },
    }
    await transact(accountId ?? fact.chain ?? 'deployment', (tx) => append(tx, fact))
  }
}

/** Others say that a request was miswritten. */
export const isOfNote = ({ status }: Fault): boolean => noted.has(status)

const noted = new Set([401, 402, 403, 404, 409, 429])
export const pathMax = 128
