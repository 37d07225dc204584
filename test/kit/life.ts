import { accounts, newAccount } from '../../shared/accounts/account.ts'
import { type Bill, close } from '../../shared/ledger/bill.ts'
import { begin, open, renew } from '../../shared/ledger/lease.ts'
import { post } from '../../shared/ledger/post.ts'
import { grant } from '../../shared/ledger/verbs.ts'
import { plusSeconds } from '../../shared/platform/clock.ts'
import { memory } from './memory.ts'

export interface Life {
  readonly credits: number
  readonly rate: number
  readonly startFee: number
  readonly costMax: number | null
  readonly ttlSeconds: number
  /** Seconds after its creation. */
  readonly beginsAt: number
  readonly renewedAt: readonly number[]
  readonly endsAt: number
}

/** A session's whole life in the real books: opened, begun, renewed at these moments, closed. */
export async function live(life: Life) {
  const tx = memory()
  const at = (seconds: number) => plusSeconds('2026-01-01T12:00:00.000Z', seconds)
  const account = async () => {
    const found = await tx.get(accounts, 'a')
    if (!found) throw new Error('the account is gone')
    return found
  }
  await tx.create(accounts, 'a', newAccount('a', at(0)))
  const fact = { id: 'grant', accountId: 'a', at: at(0), note: 'to begin with', expiresAt: null }
  await post(tx, await account(), grant(fact, life.credits))
  await open(tx, await account(), {
    sessionId: 's',
    backend: 'local',
    rateMicrosPerHour: life.rate,
    startFeeMicros: life.startFee,
    costMicrosMax: life.costMax,
    at: at(0),
    expiresAt: at(life.ttlSeconds),
  })
  begin(tx, await account(), 's', at(life.beginsAt))
  for (const seconds of life.renewedAt) await renew(tx, await account(), ['s'], at(seconds))
  const leased = await account()
  const bill: Bill = await close(tx, leased, 's', at(life.endsAt))
  return { bill, meter: leased.live.s, balance: (await account()).balance }
}
