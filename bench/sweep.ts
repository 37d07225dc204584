import { startGoogleEmulators } from '../emulators/keeper/start.ts'
import { planeFrom } from '../functions/deps.ts'
import { settingsFrom } from '../functions/settings.ts'
import type { Plane } from '../shared/plane.ts'
import { newSecret } from '../shared/platform/ids.ts'
import { logTo } from '../shared/platform/log.ts'
import { sweepBatch, sweep as tick } from '../shared/sessions/sweep.ts'
import { TestClock } from '../test/kit/clock.ts'
import { crowd } from '../test/kit/crowd.ts'
import type { Bench, Run } from './kit/bench.ts'
import { counting } from './kit/counting.ts'
import { type Counted, Counts } from './kit/counts.ts'
import { interleaved, msOf } from './kit/interleave.ts'
import { naiveSweep } from './kit/naiveSweep.ts'
import { median } from './kit/stats.ts'
import { atLeast, atMost, perSecond, type Table, times } from './kit/table.ts'

/** All leases due at once: the worst minute there is. */
export const sweep: Bench = {
  summary: 'leases renewed per second by the sweep, all due at once, and what Firestore counts',
  async run(run) {
    process.env.METADATA_SERVER_DETECTION = 'none'
    const google = await startGoogleEmulators({ projectId, log: logTo(() => undefined) })
    process.env.FIRESTORE_EMULATOR_HOST = google.firestoreHost
    run.ending(google.stop)
    return [await renewals(run)]
  },
}

const projectId = 'demo-bench-sweep'

async function renewals(run: Run): Promise<Table> {
  const size = { sessions: run.rounds(10_000), accounts: run.rounds(1_000) }
  const counts = new Counts()
  const clock = new TestClock()
  const { plane, sweepAll } = planeOf(run, clock)
  counting(plane.db, counts)
  await crowd(plane, { accounts: size.accounts, sessionsEach: size.sessions / size.accounts })
  const naive = naiveSweep(plane.db, size)
  await naive.populate()

  counts.take()
  await tick(plane)
  const nothingDue = counts.take()
  const measured = await interleaved(2, {
    ours: async () => {
      clock.advance(betweenSeconds)
      return counted(counts, sweepAll)
    },
    naive: () => counted(counts, () => naive.sweep()),
  })
  const [ours, theirs] = [measured.ours, measured.naive].map((rounds) => ({
    perSecond: median(rounds.map(({ ms }) => (size.sessions * 1_000) / ms)),
    cost: rounds[0]?.cost,
  }))
  if (!ours?.cost || !theirs?.cost) throw new Error('nothing was measured')
  const row = (
    what: string,
    { cost, perSecond: rate }: { cost: Counted | undefined; perSecond: number },
  ) => [
    what,
    perSecond(rate),
    ...[cost?.reads ?? 0, cost?.writes ?? 0, cost?.commits ?? 0].flatMap((count) => [
      `${count}`,
      (count / size.sessions).toFixed(2),
    ]),
  ]
  const perAccount = (count: number) => count / size.accounts
  return {
    title: `a sweep of ${size.sessions} sessions on ${size.accounts} accounts, all due`,
    head: ['', 'sessions/s', 'reads', 'each', 'writes', 'each', 'commits', 'each'],
    rows: [row('scan, a transaction a session', theirs), row('the sweep', ours)],
    notes: [
      `the sweep ÷ the scan: ${times(ours.perSecond / theirs.perSecond)}, aim ${atLeast(10, ours.perSecond / theirs.perSecond)}`,
      `reads for each due account: ${perAccount(ours.cost.reads).toFixed(2)}, aim ${atMost(1.1, perAccount(ours.cost.reads))}`,
      `writes for each due account: ${perAccount(ours.cost.writes).toFixed(2)}, aim ${atMost(2.1, perAccount(ours.cost.writes))}`,
      `with nothing due: ${nothingDue.reads} read, ${nothingDue.writes} writes`,
    ],
  }
}

/** Into the last part of a lease, in which the sweep renews it. */
const betweenSeconds = 200

async function counted(counts: Counts, what: () => Promise<unknown>) {
  counts.take()
  const ms = await msOf(what)
  return { ms, cost: counts.take() }
}

/** The whole plane but its boxes: every agent hears of its renewal at once, and every batch is taken here. */
function planeOf(run: Run, clock: TestClock) {
  const underWay: Promise<unknown>[] = []
  const settings = settingsFrom({
    PROJECT_ID: projectId,
    PUBLIC_URL: 'http://127.0.0.1',
    ONMEMOS_INTERNAL_API_KEY: newSecret(),
    ONMEMOS_SESSION_SECRET: newSecret(),
  })
  const real = planeFrom(settings, { clock, log: logTo(() => undefined) })
  run.ending(() => real.db.terminate())
  const agent = { ...real.agent('local', 'any'), renew: async (at: string) => at }
  const plane: Plane = {
    ...real,
    agent: () => agent,
    fanOut: async (batch) => void underWay.push(sweepBatch(plane, batch)),
  }
  const sweepAll = async () => {
    await tick(plane)
    await Promise.all(underWay.splice(0))
  }
  return { plane, sweepAll }
}
