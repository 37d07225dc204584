import type { Firestore } from '@google-cloud/firestore'
import type * as z from 'zod'
import { money } from '../contract/money.ts'
import type { preview as route } from '../contract/prices.ts'
import { type Instant, plusSeconds } from '../platform/clock.ts'
import { limits } from '../platform/limits.ts'
import { Session, sessions } from '../sessions/session.ts'
import { unfinished } from '../sessions/store.ts'
import type { Prices } from './list.ts'
import { pricedShape, rateOf } from './prices.ts'
import { costOf, type Rate } from './rate.ts'

/** What these prices would make of what runs and of what ran, beside what it costs and did cost. */
export async function previewPrices(
  db: Firestore,
  prices: Prices,
  now: Instant,
): Promise<z.output<typeof route.output>> {
  const since = plusSeconds(now, -limits.pricePreviewDays * 86_400)
  const [live, ended] = await Promise.all([unfinished(db), endedSince(db, since)])
  const rate = (session: Priced) => newRate(prices, session)
  const changes = ended.map((session) => ({
    provider: session.provider,
    before: session.bill?.charged ?? 0,
    after: wasBilled(session) ? costAt(rate(session), session.bill?.seconds ?? 0) : 0,
  }))
  const providers = [...new Set(changes.map(({ provider }) => provider))]
  return {
    live_per_hour: effect(
      live.map((session) => ({
        before: session.rate_micros_per_hour,
        after: rate(session).microsPerHour,
      })),
    ),
    ended: effect(changes),
    ended_by_provider: Object.fromEntries(
      providers.map((name) => [name, effect(changes.filter(({ provider }) => provider === name))]),
    ),
    since,
    is_complete: ended.length < limits.pricePreviewSessionsMax,
  }
}

const Ended = Session.pick({ provider: true, resources: true, started_at: true, bill: true })
type Ended = z.output<typeof Ended>
type Priced = Pick<Ended, 'provider' | 'resources'>

async function endedSince(db: Firestore, since: Instant): Promise<readonly Ended[]> {
  const { docs } = await db
    .collection(sessions.name)
    .where('ended_at', '>=', since)
    .orderBy('ended_at', 'desc')
    .limit(limits.pricePreviewSessionsMax)
    .select(...Object.keys(Ended.shape))
    .get()
  return docs.map((document) => Ended.parse(document.data()))
}

const newRate = (prices: Prices, { provider, resources }: Priced): Rate =>
  rateOf(prices, provider, pricedShape(resources))

const costAt = ({ microsPerHour, startFeeMicros }: Rate, seconds: number) =>
  costOf(seconds, microsPerHour, startFeeMicros)

/** One that never began to run costs nothing by any price. */
const wasBilled = ({ started_at: startedAt }: Ended) => startedAt !== null

const effect = (changes: readonly { before: number; after: number }[]) => ({
  sessions: changes.length,
  before: money(changes.reduce((sum, { before }) => sum + before, 0)),
  after: money(changes.reduce((sum, { after }) => sum + after, 0)),
})
