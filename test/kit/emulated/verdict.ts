import { type Account, accounts } from '../../../shared/accounts/account.ts'
import { auditBooks } from '../../../shared/ledger/audit.ts'
import { unpacked } from '../../../shared/ledger/batch.ts'
import { type Entry, entries } from '../../../shared/ledger/entry.ts'
import type { Plane } from '../../../shared/plane.ts'
import { epochMs } from '../../../shared/platform/clock.ts'
import { allWarmBoxes } from '../../../shared/pools/store.ts'
import { costOf, secondsFor } from '../../../shared/pricing/rate.ts'
import { type Session, sessions } from '../../../shared/sessions/session.ts'
import { isOver } from '../../../shared/sessions/states.ts'
import type { Boxes, Run } from './boxes.ts'

/** What is wrong with a world that had the time to come to rest; by numbers, and in words. */
export interface Verdict {
  /** The dearest time a box ran beyond all that was ever held for its session. */
  readonly overrunMicrosMax: number
  /** The most that may be: one second of the dearest session. */
  readonly secondMicrosMax: number
  readonly sessions: number
  readonly orphans: number
  readonly wrongCharges: number
  readonly stuck: number
  readonly findings: readonly string[]
}

/** Judges by what the backend really ran and what was really posted; believes no session's word for either. */
export async function judge(plane: Plane, boxes: Boxes): Promise<Verdict> {
  const all = await read(plane, sessions)
  const byId = new Map(all.map((session) => [session.id, session]))
  const live = new Map((await read(plane, accounts)).flatMap(({ live }) => Object.entries(live)))
  const posted = groupedBy(await readEntries(plane), ({ session_id: id }) => id ?? '')
  const runs = groupedBy(boxes.runs(), ({ sessionId }) => sessionId)
  const nowMs = epochMs(plane.clock.now())

  const waiting = new Set((await allWarmBoxes(plane.db)).map(({ id }) => id))
  const orphans = boxes.ids().filter((id) => !waiting.has(id) && isOrphan(byId.get(id)))
  const books = await auditBooks(plane.db)
  const wrong = [
    ...books.findings.map(({ accountId, problem }) => `${accountId}: ${problem}`),
    ...(books.sumMicros === 0 ? [] : [`the books sum to ${books.sumMicros}`]),
    ...all.flatMap((session) => {
      const why = wrongCharge(session, posted.get(session.id) ?? [], runs.get(session.id) ?? [])
      return why ? [`${session.id} ${why}`] : []
    }),
  ]
  const stuck = all.flatMap((session) => {
    const why = whyStuck(session, live.get(session.id), boxes)
    return why ? [`${session.id} ${why}`] : []
  })
  const overruns = all.map((session) =>
    overrunMicros(session, posted.get(session.id) ?? [], runs.get(session.id) ?? [], nowMs),
  )
  return {
    overrunMicrosMax: Math.max(0, ...overruns),
    secondMicrosMax: Math.max(0, ...all.map((session) => costOf(1, session.rate_micros_per_hour))),
    sessions: all.length,
    orphans: orphans.length,
    wrongCharges: wrong.length,
    stuck: stuck.length,
    findings: [...orphans.map((id) => `orphan: ${id}`), ...wrong, ...stuck],
  }
}

const isOrphan = (session: Session | undefined) => !session || isOver(session.status)

/** What is settled, what the bill says, and what the seconds cost are one sum; and the box ran as long. */
function wrongCharge(session: Session, posted: readonly Entry[], runs: readonly Run[]) {
  const { bill, max_cost_micros: costMax } = session
  const settled = into(posted, 'spent')
  if (costMax !== null && settled > costMax) return `was charged ${settled}, above ${costMax}`
  if (!isOver(session.status)) return undefined
  if (!bill) return 'is over and has no bill'
  if (settled !== bill.charged) return `was charged ${settled}, its bill says ${bill.charged}`
  if (into(posted, 'held') !== 0) return `still holds ${into(posted, 'held')}`
  const { rate_micros_per_hour: rate, start_fee_micros: startFee } = session
  const cost = session.started_at ? costOf(bill.seconds, rate, startFee) : 0
  if (cost !== bill.charged) return `was charged ${bill.charged}, ${bill.seconds} s cost ${cost}`
  const fromMs = session.started_at ? epochMs(session.started_at) : 0
  const untilMs = session.ended_at && session.started_at ? epochMs(session.ended_at) : 0
  if (bill.seconds * 1_000 > untilMs - fromMs + 1_000) return 'was charged beyond its end'
  const ranMs = runs.reduce((sum, run) => sum + within(run, fromMs, untilMs), 0)
  // A lease that is not paid for is not charged either: what it may come to is the overrun.
  const payableMs = payableSeconds(session, posted) * 1_000
  const missingMs = Math.min(ranMs, payableMs) - bill.seconds * 1_000
  return missingMs > skewMsMax ? `ran ${missingMs} ms that nobody paid` : undefined
}

function whyStuck(session: Session, meter: Account['live'][string] | undefined, boxes: Boxes) {
  const { status, reason } = session
  if (isOver(status)) {
    if (!reason) return 'ended for no reason'
    return meter ? 'is over and has a meter' : undefined
  }
  if (!meter) return `is ${status} without a meter`
  if (status !== 'running') return `is ${status}`
  return boxes.observe(session.id).state === 'running' ? undefined : 'is running without a box'
}

function overrunMicros(
  session: Session,
  posted: readonly Entry[],
  runs: readonly Run[],
  nowMs: number,
): number {
  const ranMs = runs.reduce((sum, { fromMs, untilMs = nowMs }) => sum + untilMs - fromMs, 0)
  const over = Math.max(0, ranMs / 1_000 - payableSeconds(session, posted))
  return Math.round((over * session.rate_micros_per_hour) / 3_600)
}

/** How long it might run for all that was ever held for it. */
function payableSeconds(session: Session, posted: readonly Entry[]): number {
  const held = posted
    .filter(({ verb }) => verb === 'hold' || verb === 'extend_hold')
    .reduce((sum, entry) => sum + into([entry], 'held'), 0)
  return secondsFor(held, session.rate_micros_per_hour, session.start_fee_micros)
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

const into = (posted: readonly Entry[], book: Entry['lines'][number]['book']) =>
  posted
    .flatMap(({ lines }) => lines)
    .filter((line) => line.book === book)
    .reduce((sum, { micros }) => sum + micros, 0)

const within = ({ fromMs, untilMs = Number.POSITIVE_INFINITY }: Run, from: number, to: number) =>
  Math.max(0, Math.min(untilMs, to) - Math.max(fromMs, from))

/** Two processes' clocks may be this far apart where a test sets them so. */
export const skewMsMax = 1_000

async function read<T extends object>(
  { db }: Plane,
  from: { readonly name: string; readonly schema: { parse(value: unknown): T } },
): Promise<readonly T[]> {
  const { docs } = await db.collection(from.name).get()
  return docs.map((document) => from.schema.parse(document.data()))
}

async function readEntries({ db }: Plane): Promise<readonly Entry[]> {
  const { docs } = await db.collection(entries.name).get()
  return docs.flatMap((document) => unpacked(document.data()))
}
