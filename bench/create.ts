import type { Bench } from './kit/bench.ts'
import { type Cloud, startCloud } from './kit/cloud.ts'
import { atOnce, interleaved, msOf } from './kit/interleave.ts'
import { bareSandbox } from './kit/spawns.ts'
import { median, p99 } from './kit/stats.ts'
import { atMost, ms, type Table, times } from './kit/table.ts'

/** From `POST /v1/sessions` to the first command's output, against a bare sandbox and the naive path. */
export const create: Bench = {
  summary: 'session create → first output, against a bare spawn and against Pub/Sub alone',
  async run(run) {
    const sandbox = await bareSandbox(run)
    const direct = await startCloud(run, 'direct')
    const naive = await startCloud(run, 'pubsub')
    const warm = await startCloud(run, 'direct')
    const tables: Table[] = []
    for (const [count, rounds] of [
      [1, run.rounds(40)],
      [8, run.rounds(10)],
    ] as const) {
      await warm.keepWarm(count)
      const measured = await interleaved(rounds, {
        bare: () => atOnce(count, sandbox.echo),
        node: () => atOnce(count, sandbox.node),
        direct: () => sessions(direct, count),
        naive: () => sessions(naive, count),
        warm: async () => {
          await warm.refill()
          return sessions(warm, count)
        },
      })
      tables.push(tableOf(count, sandbox.name, measured))
    }
    return tables
  },
}

interface Opened {
  readonly ready: number
  readonly output: number
}

interface Measured {
  readonly bare: readonly number[][]
  readonly node: readonly number[][]
  readonly direct: readonly Opened[][]
  readonly naive: readonly Opened[][]
  readonly warm: readonly Opened[][]
}

/** The sessions are removed when all are measured: an end is not what is asked here. */
async function sessions(cloud: Cloud, count: number): Promise<Opened[]> {
  const ids: string[] = []
  const opened = await atOnce(count, async () => {
    let id = ''
    const ready = await msOf(async () => {
      id = await cloud.create()
    })
    ids.push(id)
    return { ready, output: ready + (await msOf(() => cloud.execute(id, 'echo hi'))) }
  })
  await Promise.all(ids.map(cloud.remove))
  return opened
}

function tableOf(count: number, launcher: string, measured: Measured): Table {
  const bare = measured.bare.flat()
  const naive = measured.naive.flat()
  const row = (
    what: string,
    values: readonly number[],
    against: readonly number[],
    aim?: number,
  ) => {
    const toBare = median(values) / median(bare)
    return [
      what,
      ms(median(values)),
      ms(p99(values)),
      times(toBare),
      times(p99(values) / p99(bare)),
      times(median(values) / median(against)),
      aim ? atMost(aim, toBare) : '',
    ]
  }
  const ready = (opened: readonly Opened[]) => opened.map((one) => one.ready)
  const output = (opened: readonly Opened[]) => opened.map((one) => one.output)
  const direct = measured.direct.flat()
  const warm = measured.warm.flat()
  return {
    title: `create, ${count === 1 ? 'alone' : `${count} at once`}`,
    head: ['', 'p50', 'p99', `p50 ÷ ${launcher}`, 'p99 ÷', 'p50 ÷ naive', 'aim'],
    rows: [
      row(`bare ${launcher} … echo`, bare, ready(naive)),
      row(`bare ${launcher} … node -e`, measured.node.flat(), ready(naive)),
      row('warm: create', ready(warm), ready(naive), 2.2),
      row('warm: create → first output', output(warm), output(naive)),
      row('direct: create', ready(direct), ready(naive), 2.2),
      row('direct: create → first output', output(direct), output(naive)),
      row('naive (Pub/Sub): create', ready(naive), ready(naive)),
      row('naive (Pub/Sub): create → first output', output(naive), output(naive)),
    ],
  }
}
