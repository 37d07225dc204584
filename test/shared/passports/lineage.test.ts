import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Account, accounts, type Meter, newAccount } from '../../../shared/accounts/account.ts'
import { headroom, reserved, withSpent } from '../../../shared/accounts/bounds.ts'
import { findAccount } from '../../../shared/accounts/find.ts'
import { membershipId, memberships } from '../../../shared/accounts/membership.ts'
import { withMeter, withoutMeter } from '../../../shared/accounts/meters.ts'
import { keyOf, useAt } from '../../../shared/accounts/use.ts'
import { roles, scopesOf } from '../../../shared/contract/roles.ts'
import { scopes } from '../../../shared/contract/route.ts'
import { providers } from '../../../shared/contract/session.ts'
import { type Caller, callerOf } from '../../../shared/passports/caller.ts'
import { change, deactivate, revoke, rotate } from '../../../shared/passports/change.ts'
import { issue } from '../../../shared/passports/issue.ts'
import { passports } from '../../../shared/passports/passport.ts'
import { plusSeconds } from '../../../shared/platform/clock.ts'
import { Fault } from '../../../shared/platform/faults.ts'
import { ceilingsOf } from '../../../shared/tiers/ceilings.ts'
import { shippedTiers } from '../../../shared/tiers/tier.ts'
import type { User } from '../../../shared/users/user.ts'
import { memory } from '../../kit/memory.ts'

const which = fc.nat(6)
const bound = fc.option(fc.nat(3), { nil: null })
const wish = fc.record(
  {
    scopes: fc.subarray([...scopes], { minLength: 1 }),
    providers: fc.option(fc.subarray([...providers], { minLength: 1 }), { nil: null }),
    expires_at: fc.option(
      fc.nat(9).map((hours) => at(hours)),
      { nil: null },
    ),
    limits: fc.record(
      { sessions_max: bound, sessions_per_day_max: bound, spend_micros_per_day_max: bound },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)
const act = fc.oneof(
  fc.record({ kind: fc.constant('issue'), which, wish }),
  fc.record({ kind: fc.constant('change'), which, wish }),
  fc.record({ kind: fc.constantFrom('deactivate', 'reactivate', 'rotate', 'revoke'), which }),
  fc.record({ kind: fc.constant('role'), role: fc.constantFrom(...roles) }),
  fc.record({ kind: fc.constantFrom('create', 'create', 'end'), which, micros: fc.nat(3) }),
  fc.record({ kind: fc.constant('wait'), hours: fc.nat(30) }),
)

test('through any sequence a passport may do no more than the one it was made from', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
      const books = await newFamily()
      for (const one of acts) {
        await books.act(one)
        await books.check()
      }
    }),
    { numRuns: 200 },
  )
})

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

async function newFamily() {
  const tx = memory()
  const ids: string[] = []
  let now = 0
  let role: (typeof roles)[number] = 'owner'
  let sessions = 0
  await tx.create(accounts, 'a', newAccount('a', at(0)))
  const membership = { account_id: 'a', user_id: 'u', role, created_at: at(0) }
  await tx.create(memberships, membershipId('a', 'u'), membership)

  const account = () => findAccount(tx, 'a')
  const passport = async (id: string) => {
    const found = await tx.get(passports, id)
    if (!found) throw new Error(`${id} is gone`)
    return found
  }
  const callerWith = async (id: string): Promise<Caller | undefined> => {
    const lineage = await Promise.all((await passport(id)).lineage.map(passport))
    const holder = { lineage, user: ursula, membership: { ...membership, role }, rates: [] }
    return allowed(() => callerOf(holder, at(now), null))
  }

  async function make(parentId: string | null, wish: object) {
    const made = await issue(tx, { ...plain, parentId, ...wish }, at(now)).catch(faultOnly)
    if (made) ids.push(made.passport.id)
  }

  /** As createSession does it: let in, then counted, then held and spent as far as there is room. */
  async function create(id: string, micros: number) {
    const caller = await callerWith(id)
    if (!caller?.scopes.includes('sessions:write')) return
    const before = await account()
    const ceilings = ceilingsOf(before, shippedTiers)
    const after = await allowed(() => reserved(before, ceilings, caller.lineage, at(now)))
    if (!after || headroom(after, caller.lineage, at(now)) < micros) return
    const live = withMeter(after, `s${sessions++}`, { ...meter, key_ids: [...caller.lineage] })
    tx.update(accounts, 'a', withSpent(live, caller.lineage, micros, at(now)))
    for (const one of caller.lineage) mustFit(await account(), one)
  }

  function mustFit(books: Account, id: string) {
    const { limits, use } = keyOf(books, id)
    const { created, spent_today: spent } = useAt(use, at(now))
    const live = Object.values(books.live).filter(({ key_ids: keys }) => keys.includes(id)).length
    expect(live).toBeLessThanOrEqual(limits.sessions_max ?? Number.POSITIVE_INFINITY)
    expect(created).toBeLessThanOrEqual(limits.sessions_per_day_max ?? Number.POSITIVE_INFINITY)
    expect(spent).toBeLessThanOrEqual(limits.spend_micros_per_day_max ?? Number.POSITIVE_INFINITY)
  }

  await make(null, {})
  return {
    async act(one: Act) {
      const id = ('which' in one && ids[one.which % ids.length]) || ids[0] || ''
      if (one.kind === 'issue' && 'wish' in one) await make(id, one.wish)
      if (one.kind === 'change' && 'wish' in one) await change(tx, id, one.wish).catch(faultOnly)
      if (one.kind === 'deactivate') await deactivate(tx, id, at(now)).catch(faultOnly)
      if (one.kind === 'reactivate') await deactivate(tx, id, null).catch(faultOnly)
      const rotation = { at: at(now), overlapSeconds: 60 }
      if (one.kind === 'rotate') await rotate(tx, id, rotation).catch(faultOnly)
      if (one.kind === 'revoke') await revoke(tx, id, at(now))
      if ('role' in one) role = one.role
      if ('micros' in one && one.kind === 'create') await create(id, one.micros)
      if (one.kind === 'end') {
        const [oldest] = Object.keys((await account()).live)
        if (oldest) tx.update(accounts, 'a', withoutMeter(await account(), oldest))
      }
      if ('hours' in one) now += one.hours
    },
    async check() {
      for (const id of ids) {
        const parentId = (await passport(id)).lineage.at(-2)
        const child = await callerWith(id)
        if (!child) continue
        expect(scopesOf[role]).toEqual(expect.arrayContaining([...child.scopes]))
        if (!parentId) continue
        const parent = await callerWith(parentId)
        expect(parent).toBeDefined()
        expect(parent?.scopes).toEqual(expect.arrayContaining([...child.scopes]))
        if (parent?.providers) {
          expect(parent.providers).toEqual(
            expect.arrayContaining([...(child.providers ?? ['any'])]),
          )
        }
        expect(child.lineage.slice(0, -1)).toEqual(parent?.lineage)
      }
    },
  }
}

const at = (hours: number) => plusSeconds('2026-01-01T12:00:00.000Z', hours * 3_600)

const plain = {
  account_id: 'a',
  user_id: 'u',
  name: 'one of them',
  description: '',
  tags: [],
  format: 'onm' as const,
  scopes: [...scopes],
  session_id: null,
  allowed_ips: null,
  providers: null,
  templates: null,
  expires_at: null,
  limits: {},
}

const ursula: User = {
  id: 'u',
  account_id: 'a',
  email: 'ursula@example.com',
  name: 'Ursula',
  kind: 'human',
  status: 'active',
  user_type: 'free',
  created_at: at(0),
}

const meter: Meter = {
  backend: 'local',
  key_ids: [],
  workspace_id: null,
  rate_micros_per_hour: 0,
  start_fee_micros: 0,
  cost_micros_max: null,
  started_at: null,
  lease_ends_at: null,
  expires_at: at(100),
  seconds_max: null,
  idle_seconds: 0,
  active_at: null,
  warn_seconds: [],
  warned: {},
  held: 0,
  settled: 0,
  turn: 0,
  due_at: at(100),
}

async function allowed<T>(work: () => T): Promise<T | undefined> {
  try {
    return work()
  } catch (cause) {
    return faultOnly(cause)
  }
}

function faultOnly(cause: unknown): undefined {
  if (!(cause instanceof Fault)) throw cause
}
