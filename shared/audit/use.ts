import { LRUCache } from 'lru-cache'
import type { Plane } from '../plane.ts'
import { epochMs } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { limits } from '../platform/limits.ts'
import { append } from './append.ts'
import type { Actor, Person } from './record.ts'

/** What changes only what is in a box. */
export interface Use {
  readonly action: string
  readonly actor: Actor
  readonly session: { readonly id: string; readonly account_id: string }
  readonly status: number
  readonly person: Person
}

/** Records a use before it begins, of one caller and session once in `auditUseSeconds`: the box's own history tells the rest. */
export function useRecorder({ transact, clock }: Pick<Plane, 'transact' | 'clock'>) {
  const recorded = new LRUCache<string, number>({ max: 10_000 })
  return async function use({ action, actor, session, status, person }: Use): Promise<void> {
    const key = JSON.stringify([action, actor.id, session.id])
    const at = clock.now()
    const before = recorded.get(key)
    if (before !== undefined && epochMs(at) - before < limits.auditUseSeconds * 1_000) return
    const { id, account_id } = session
    const what = {
      action,
      account_id,
      targets: [`sessions/${id}`],
      outcome: { status, code: null },
    }
    const fact = { id: newId('audit'), at, actor, person, ...what }
    await transact(account_id, (tx) => append(tx, fact))
    recorded.set(key, epochMs(at))
  }
}
