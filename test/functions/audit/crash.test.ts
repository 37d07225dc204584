import { expect, test } from 'vitest'
import { handlersOf } from '../../../emulators/gateway/gateway.ts'
import { serve } from '../../../functions/serve.ts'
import { listAudit } from '../../../shared/audit/store.ts'
import { verifyAudit } from '../../../shared/audit/verify.ts'
import { scopes } from '../../../shared/contract/route.ts'
import type { Plane } from '../../../shared/plane.ts'
import { ada, create } from '../../crashes/situations.ts'
import { asker } from '../../kit/asker.ts'
import { newAccountIn } from '../../kit/emulated/account.ts'
import { EmulatedCloud } from '../../kit/emulated/cloud.ts'
import { cutAt } from '../../kit/emulated/outside.ts'

/** A request that changes something, and how often it has. */
interface Act {
  readonly action: string
  readonly ask: readonly [method: string, path: string, body?: object]
  done(plane: Plane, cloud: EmulatedCloud): Promise<number>
}

const entriesBy = (verb: string) => async (plane: Plane) =>
  (await plane.db.collection('entries').where('verb', '==', verb).get()).size

const acts: readonly Act[] = [
  {
    action: 'sessions.create',
    ask: ['POST', '/v1/sessions?wait=0', { provider: 'local' }],
    done: async ({ db }) => (await db.collection('sessions').get()).size - 1,
  },
  {
    action: 'sessions.delete',
    ask: ['DELETE', '/v1/sessions/{session}'],
    done: async ({ db }) =>
      (await db.collection('sessions').get()).docs.filter(
        (document) => document.data().reason === 'user',
      ).length,
  },
  {
    action: 'credits.grant',
    ask: ['POST', '/admin/accounts/ada/credits', { micros: 7 }],
    done: async (plane) => (await entriesBy('grant')(plane)) - 1,
  },
  {
    action: 'limits.set',
    ask: ['PUT', '/admin/accounts/ada/limits', { sessions_max: 3 }],
    done: async ({ db }) =>
      (await db.collection('accounts').get()).docs.filter(
        (document) => document.data().limits.sessions_max === 3,
      ).length,
  },
  {
    action: 'purchases.create',
    ask: ['POST', '/v1/billing/purchases', { micros: 1_000_000 }],
    done: async ({ db }) => (await db.collection('purchases').get()).size,
  },
]

test.each(acts.map((act) => [act.action, act] as const))(
  '%s: cut off at any step, there is a record exactly where there is an act',
  async (_, act) => {
    const steps = await run(act)
    expect(steps.length).toBeGreaterThan(0)
    for (let step = 1; step <= steps.length; step++) {
      await run(act, { step, when: 'before' })
      await run(act, { step, when: 'after' })
    }
  },
)

async function run(act: Act, cut?: { step: number; when: 'before' | 'after' }) {
  const cloud = new EmulatedCloud()
  const calm = cloud.process()
  await newAccountIn(calm, 'ada', 1_000_000)
  const { id } = await create(calm, {}, 'a session that is there')
  await cloud.advance({ seconds: 1 })
  const process = cutAt(cut?.step ?? 0, cut?.when ?? 'before')
  const plane: Plane = {
    ...cloud.process({ outside: process.outside }),
    verify: async () => ({ ...ada, scopes }),
    adminOf: async () => ({ id: 'bootstrap', name: 'the test', userId: null }),
  }
  const [method, path, body] = act.ask
  const face = path.startsWith('/admin') ? 'admin' : 'public'
  const caller = asker(serve(handlersOf(face), plane), { 'x-api-key': 'any' })
  const asked = caller.ask(method, path.replace('{session}', id), body)
  await Promise.race([asked, process.died, cloud.advance({ seconds: 1 }).then(() => asked)])
  await cloud.advance({ seconds: 1 })

  const after = cloud.process()
  const { findings } = await verifyAudit(after.db)
  expect(findings).toEqual([])
  const { records } = await listAudit(
    after.db,
    { action: act.action, outcome: 'done' },
    { limit: 9, after: null },
  )
  const where = cut ? `cut ${cut.when} step ${cut.step} (${process.steps.at(-1)})` : 'not cut'
  expect([where, records.length]).toEqual([where, await act.done(after, cloud)])
  return process.steps
}
