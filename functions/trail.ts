import type { Context } from 'hono'
import { append, type Fact, personOf } from '../shared/audit/append.ts'
import type { Asker } from '../shared/audit/asker.ts'
import { observing } from '../shared/audit/observed.ts'
import { isOfNote, pathMax, refusalRecorder } from '../shared/audit/refused.ts'
import { useRecorder } from '../shared/audit/use.ts'
import { nameOf } from '../shared/contract/names.ts'
import type { Route } from '../shared/contract/route.ts'
import type { Transact } from '../shared/firestore/transact.ts'
import type { Plane } from '../shared/plane.ts'
import type { Fault } from '../shared/platform/faults.ts'
import { newId } from '../shared/platform/ids.ts'
import { limits } from '../shared/platform/limits.ts'
import { findSession } from '../shared/sessions/find.ts'
import { callerAddress } from './address.ts'
import { askerOf } from './asker.ts'
import { faultOf } from './problem.ts'

/** What the requests of one process leave in the audit log (decision 14). */
export interface Trails {
  /**
   * Runs an admitted request. Of one that changes something a record is kept: in the first commit it makes, or in one of its
   * own where it makes none; of the use of a box before it begins.
   */
  follow<T>(route: Route, context: Context, run: (plane: Plane) => Promise<T>): Promise<T>
  /** Keeps a record of a refusal, where it is one of note. A log that cannot be written refuses nobody twice. */
  refused(route: Route, context: Context, cause: unknown): Promise<void>
}

export function trails(plane: Plane): Trails {
  const recordUse = useRecorder(plane)
  const recordRefusal = refusalRecorder(plane)

  async function use(route: Route, context: Context) {
    const asker = await askerOf(route, context, plane)
    // As a door's clients may write it.
    const id = (context.req.param('id') ?? '').replace(/^sess_/, 'sess')
    const session = await findSession(plane.db, asker.accountId ?? '', id)
    const { actor, action, outcome, person } = factOf(route, context, plane, asker)
    await recordUse({ actor, action, session, status: outcome.status, person })
  }

  async function refused(route: Route, context: Context, fault: Fault) {
    if (!isOfNote(fault)) return
    const asker = await askerOf(route, context, plane)
    const { person } = factOf(route, context, plane, asker)
    await recordRefusal({ action: nameOf(route), path: context.req.path, asker, person, fault })
  }

  const write = (fact: Fact) =>
    plane.transact(fact.account_id ?? 'deployment', (tx) => append(tx, fact))

  return {
    async follow(route, context, run) {
      if (!changes(route)) return run(plane)
      if (route.trail === 'use') {
        await use(route, context)
        return run(plane)
      }
      const asker = await askerOf(route, context, plane)
      const fact = factOf(route, context, plane, asker)
      const recording = withRecord(plane.transact, fact)
      const result = await run({ ...plane, transact: recording.transact })
      if (!recording.isDone())
        await write({ ...fact, targets: [context.req.path.slice(0, pathMax)] })
      return result
    },
    async refused(route, context, cause) {
      try {
        await refused(route, context, faultOf(cause))
      } catch (why) {
        plane.log.error('a refusal was not recorded', { action: nameOf(route), cause: why })
      }
    },
  }
}

const changes = ({ method, trail }: Route) =>
  method === 'GET' ? trail === 'act' : trail !== 'none'

/** The first commit that stands has the record in it. */
function withRecord(transact: Transact, fact: Fact) {
  let state: 'none' | 'begun' | 'done' = 'none'
  return {
    isDone: () => state === 'done',
    transact: (async (group, work) => {
      if (state !== 'none') return transact(group, work)
      state = 'begun'
      try {
        const result = await transact(group, async (tx) => {
          const watched = observing(tx)
          const result = await work(watched.tx)
          const { targets, accountId } = watched.observed()
          await append(tx, {
            ...fact,
            targets: [...targets],
            account_id: fact.account_id ?? accountId,
          })
          return result
        })
        state = 'done'
        return result
      } catch (cause) {
        state = 'none'
        throw cause
      }
    }) satisfies Transact,
  }
}

function factOf(route: Route, context: Context, plane: Plane, asker: Asker) {
  const agent = context.req.header('user-agent')?.slice(0, limits.auditAgentCharactersMax) ?? null
  return {
    id: newId('audit'),
    at: plane.clock.now(),
    actor: asker.actor,
    action: nameOf(route),
    account_id: asker.accountId,
    targets: [],
    outcome: { status: route.status, code: null },
    person: personOf(callerAddress(context, plane), agent),
  } satisfies Fact
}
