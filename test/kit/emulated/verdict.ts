import { type Account, accounts } from '../../../shared/accounts/account.ts'
import { archives, objectOf } from '../../../shared/archives/archive.ts'
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
import type { Bucket } from './bucket.ts'
import { filesLost, linesLost } from './losses.ts'

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
  readonly pauses: number
  readonly filesLost: number
  readonly outputBytesLost: number
  readonly findings: readonly string[]
}

/** Judges by what the backend really ran and what was really posted; believes no session's word for either. */
export async function judge(
  plane: Plane,
  { boxes, bucket }: { boxes: Boxes; bucket: Bucket },
): Promise<Verdict> {
  const all = await read(plane, sessions)
  const byId = new Map(all.map((session) => [session.id, session]))
  const live = new Map((await read(plane, accounts)).flatMap(({ live }) => Object.entries(live)))
  const posted = groupedBy(await readEntries(plane), ({ session_id: id }) => id ?? '')
  const inOrder = boxes.runs().toSorted((one, other) => one.turn - other.turn)
  const runs = groupedBy(inOrder, ({ sessionId }) => sessionId)
  const needed = new Map(
    (await read(plane, archives))
      .filter(({ users }) => users.length > 0)
      .map((archive) => [archive.id, objectOf(archive)] as const),
  )
  const nowMs = epochMs(plane.clock.now())

  const waiting = new Set((await allWarmBoxes(plane.db)).map(({ id }) => id))
  const orphans = boxes.ids().filter((id) => !waiting.has(id) && isOrphan(byId.get(id)))
  const keptFor = new Set(needed.values())
  const leftovers = [...bucket.objects.keys()].filter((name) => !keptFor.has(name))
  const files = all.flatMap((session) => {
    const archived = bucket.objects.get(needed.get(session.archive_id ?? '') ?? '')
    const lost = filesLost(session, runs.get(session.id) ?? [], archived)
    return lost.map((name) => `${session.id} lost file ${name}`)
  })
  const lines: string[] = []
  for (const session of all) {
    const lost = await linesLost(plane, session, runs.get(session.id) ?? [])
    lines.push(...lost.map((line) => `${session.id} does not tell ${line}`))
  }
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
    orphans: orphans.length + leftovers.length,
    wrongCharges: wrong.length,
    stuck: stuck.length,
    pauses: all.flatMap(({ events }) => events).filter(({ type }) => type === 'paused').length,
    filesLost: files.length,
    outputBytesLost: lines.reduce((sum, line) => sum + line.length, 0),
    findings: [
      ...[...orphans, ...leftovers].map((id) => `orphan: ${id}`),
      ...wrong,
      ...stuck,
      ...files,
      ...lines,
    ],
  }
}

const isOrphan = (session: Session | undefined) => !session || isOver(session.status)

/** What is settled, what the bill says, and what the seconds cost are one sum; and the box ran as long. */
function wrongCharge(session: Session, posted: readonly Entry[], runs: readonly Run[]) {
  const { bill, max_cost_micros: costMax } = session
  const settled = into(posted, 'spent')
  if (costMax !== null && settled > costMax) return `was charged ${settled}, above ${costMax}`
  if (session.status === 'paused') return wrongPause(session, settled, into(posted, 'held'))
  if (!isOver(session.status)) return undefined
  if (!bill) return 'is over and has no bill'
  if (settled !== bill.charged) return `was charged ${settled}, its bill says ${bill.charged}`
  if (into(posted, 'held') !== 0) return `still holds ${into(posted, 'held')}`
  const { rate_micros_per_hour: rate, start_fee_micros: startFee } = session
  // Each of its boxes is a lease of its own, with its begun second and its begun micro-credit.
  const booted = runs.filter((run) => wasBooted(session, run))
  const times = session.events.filter(({ type }) => bootings.has(type)).length
  const cost = session.started_at ? costOf(bill.seconds, rate, startFee * times) : 0
  const roundings = Math.max(0, times - 1)
  if (bill.charged < cost || bill.charged > cost + roundings) {
    return `was charged ${bill.charged}, ${bill.seconds} s cost ${cost}`
  }
  const fromMs = session.started_at ? epochMs(session.started_at) : 0
  const untilMs = session.ended_at && session.started_at ? epochMs(session.ended_at) : 0
  if (bill.seconds * 1_000 > untilMs - fromMs + 1_000 * Math.max(1, times)) {
    return 'was charged beyond its end'
  }
  // A lease that is not paid for is not charged either: what it may come to is the overrun.
  const ranMs = booted.reduce(
    (sum, run) =>
      sum + Math.min(within(run, fromMs, untilMs), payableSeconds(session, posted, run) * 1_000),
    0,
  )
  const missingMs = ranMs - bill.seconds * 1_000
  return missingMs > skewMsMax * Math.max(1, times)
    ? `ran ${missingMs} ms that nobody paid`
    : undefined
}

function wrongPause({ past }: Session, settled: number, held: number) {
  if (held !== 0) return `is paused and still holds ${held}`
  return settled === past.charged ? undefined : `was charged ${settled}, says ${past.charged}`
}

const bootings: ReadonlySet<string> = new Set(['running', 'resumed'])

/** Whether the user was ever let into that box: before that nothing of it is charged. */
const wasBooted = ({ events }: Session, { fromMs, untilMs = Number.POSITIVE_INFINITY }: Run) =>
  events.some(({ type, at }) => {
    const atMs = epochMs(at)
    return bootings.has(type) && atMs >= fromMs - skewMsMax && atMs <= untilMs + skewMsMax
  })

function whyStuck(session: Session, meter: Account['live'][string] | undefined, boxes: Boxes) {
  const { status, reason } = session
  if (isOver(status)) {
    if (!reason) return 'ended for no reason'
    return meter ? 'is over and has a meter' : undefined
  }
  if (status === 'paused') return meter ? 'is paused and has a meter' : undefined
  if (!meter) return `is ${status} without a meter`
  if (status !== 'running') return `is ${status}`
  if (boxes.observe(session.id).state !== 'running') return 'is running without a box'
  return boxes.find(session.id)?.heldBy.size ? 'is running and stands still' : undefined
}

function overrunMicros(
  session: Session,
  posted: readonly Entry[],
  runs: readonly Run[],
  nowMs: number,
): number {
  const over = runs.map((run) => {
    const { fromMs, untilMs = nowMs, stillMs } = run
    return Math.max(0, (untilMs - fromMs - stillMs) / 1_000 - payableSeconds(session, posted, run))
  })
  const seconds = over.reduce((sum, one) => sum + one, 0)
  return Math.round((seconds * session.rate_micros_per_hour) / 3_600)
}

/** How long a box might run for all that was ever held for it: from the hold of its turn to that of the next. */
function payableSeconds(session: Session, posted: readonly Entry[], { turn }: Run): number {
  const opened = posted.filter(({ verb }) => verb === 'hold').map(turnOf)
  const next = Math.min(Number.POSITIVE_INFINITY, ...opened.filter((other) => other > turn))
  const held = posted
    .filter(({ verb }) => verb === 'hold' || verb === 'extend_hold')
    .filter((entry) => turnOf(entry) >= turn && turnOf(entry) < next)
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

const turnOf = ({ id }: Entry) => Number(id.slice(id.lastIndexOf('-') + 1))

const within = (
  { fromMs, untilMs = Number.POSITIVE_INFINITY, stillMs }: Run,
  from: number,
  to: number,
) => Math.max(0, Math.min(untilMs, to) - Math.max(fromMs, from) - stillMs)

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
