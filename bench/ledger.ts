import { startGoogleEmulators } from '../emulators/keeper/start.ts'
import { logTo } from '../shared/platform/log.ts'
import type { Bench, Run } from './kit/bench.ts'
import { counting } from './kit/counting.ts'
import { Counts } from './kit/counts.ts'
import { credits, type Load, loaded } from './kit/credits.ts'
import { crowd } from './kit/crowd.ts'
import { interleaved } from './kit/interleave.ts'
import { median, p99 } from './kit/stats.ts'
import { atLeast, ms, perSecond, type Table, times } from './kit/table.ts'

/** Credit operations on one account, against Firestore's own transactions. */
export const ledger: Bench = {
  summary: 'credit operations per second on one account, against naive runTransaction',
  async run(run) {
    process.env.METADATA_SERVER_DETECTION = 'none'
    const google = await startGoogleEmulators({ projectId, log: logTo(() => undefined) })
    process.env.FIRESTORE_EMULATOR_HOST = google.firestoreHost
    run.ending(google.stop)
    const own = credits(projectId, 'bench')
    run.ending(() => own.db.terminate())
    await own.open('naive')
    await own.open('one')
    return [await oneProcess(run, own), await manyProcesses(run, own)]
  },
}

const projectId = 'demo-bench-ledger'

/** At so many at once: how many are done in a round, and how many times serial naive is aimed at. */
const crowds = [
  { at: 1, count: 200 },
  { at: 8, count: 800, aim: 25 },
  { at: 50, count: 3_000, aim: 70 },
  { at: 200, count: 6_000 },
] as const

async function oneProcess(run: Run, own: ReturnType<typeof credits>): Promise<Table> {
  const naive = (at: number, count: number) =>
    loaded(
      at,
      (done) => done >= count,
      () => own.naive('naive'),
    )
  const grouped = (at: number, count: number) =>
    loaded(
      at,
      (done) => done >= count,
      () => own.post('one'),
    )
  const measured = await interleaved(run.rounds(10), {
    naive: () => naive(1, 100),
    1: () => grouped(crowds[0].at, crowds[0].count),
    8: () => grouped(crowds[1].at, crowds[1].count),
    50: () => grouped(crowds[2].at, crowds[2].count),
    200: () => grouped(crowds[3].at, crowds[3].count),
  })
  // Once, and few: it takes seconds each.
  const collapsed = { 8: await naive(8, run.rounds(40)), 50: await naive(50, run.rounds(50)) }
  const costs = await countedCosts()
  const serial = rateOf(measured.naive)
  return {
    title: 'credit operations on one account, one process',
    head: [
      '',
      'ops/s',
      'p50',
      'p99',
      'failed',
      '÷ naive alone',
      'aim',
      'reads',
      'writes',
      'commits',
    ],
    rows: [
      row('naive, alone', measured.naive, serial),
      row('naive, 8 at once', [collapsed[8]], serial),
      row('naive, 50 at once', [collapsed[50]], serial),
      ...crowds.map((crowd) => [
        ...row(`ledger, ${crowd.at} at once`, measured[crowd.at], serial),
        'aim' in crowd ? atLeast(crowd.aim, rateOf(measured[crowd.at]) / serial) : '',
        ...(costs.get(crowd.at) ?? []),
      ]),
    ],
    notes: ['reads, writes, commits: of Firestore, for each operation'],
  }
}

/** Apart from the time: counting takes some. */
async function countedCosts() {
  const own = credits(projectId, 'counted')
  const counts = new Counts()
  counting(own.db, counts)
  await own.open('counted')
  await own.post('counted')
  const costs = new Map<number, readonly string[]>()
  for (const { at, count } of crowds) {
    counts.take()
    await loaded(
      at,
      (done) => done >= count,
      () => own.post('counted'),
    )
    const { reads, writes, commits } = counts.take()
    costs.set(
      at,
      [reads, writes, commits].map((each) => (each / count).toFixed(3)),
    )
  }
  await own.db.terminate()
  return costs
}

async function manyProcesses(run: Run, own: ReturnType<typeof credits>): Promise<Table> {
  const shape = { processes: 8, seconds: run.rounds(10) }
  const rows: (readonly string[])[] = []
  await own.open('shared')
  for (const concurrency of [8, 25]) {
    const before = await loaded(
      1,
      (done) => done >= 300,
      () => own.naive('naive'),
    )
    const loads = await crowd(run, projectId, { ...shape, concurrency })
    const after = await loaded(
      1,
      (done) => done >= 300,
      () => own.naive('naive'),
    )
    const serial = (before.perSecond + after.perSecond) / 2
    const rate = loads.reduce((sum, load) => sum + load.perSecond, 0)
    const all = loads.flatMap((load) => load.ms)
    const each = loads.map((load) => load.ms.length)
    rows.push([
      `8 processes × ${concurrency} at once`,
      perSecond(rate),
      ms(median(all)),
      ms(p99(all)),
      `${loads.reduce((sum, { failed }) => sum + failed, 0)}`,
      times(rate / serial),
      atLeast(5, rate / serial),
      p99(all) < 500 ? '< 500 ms ✓' : '< 500 ms ✗',
      times(Math.max(...each) / Math.min(...each)),
    ])
  }
  return {
    title: 'credit operations on one account, eight processes',
    head: ['', 'ops/s', 'p50', 'p99', 'failed', '÷ naive alone', 'aim', 'p99', 'most ÷ least'],
    rows,
    notes: ['most ÷ least: what the luckiest process got done, against the least lucky'],
  }
}

const rateOf = (loads: readonly Load[]) => median(loads.map((load) => load.perSecond))

function row(what: string, loads: readonly Load[], serial: number): string[] {
  const all = loads.flatMap((load) => load.ms)
  return [
    what,
    perSecond(rateOf(loads)),
    ms(median(all)),
    ms(p99(all)),
    `${loads.reduce((sum, { failed }) => sum + failed, 0)}`,
    times(rateOf(loads) / serial),
  ]
}
