import type { Bench } from './kit/bench.ts'
import { startCloud } from './kit/cloud.ts'
import { atOnce, interleaved, msOf } from './kit/interleave.ts'
import { bareSandbox, unsandboxed } from './kit/spawns.ts'
import { median, p99 } from './kit/stats.ts'
import { atLeast, atMost, ms, perSecond, times } from './kit/table.ts'

const concurrency = 16
const commandsEach = 8

/** `echo hi` over HTTP, against a sandbox for each command and against no sandbox. */
export const execute: Bench = {
  summary: "execute 'echo hi' over HTTP, against a bare sandbox and an unsandboxed spawn",
  async run(run) {
    const sandbox = await bareSandbox(run)
    const cloud = await startCloud(run, 'direct')
    const id = await cloud.create()
    const subjects = {
      bare: sandbox.echo,
      spawn: unsandboxed,
      execute: () => cloud.execute(id, 'echo hi'),
    }
    const alone = await interleaved(run.rounds(100), {
      bare: () => msOf(subjects.bare),
      spawn: () => msOf(subjects.spawn),
      execute: () => msOf(subjects.execute),
    })
    const rates = await interleaved(run.rounds(10), {
      bare: () => rateOf(subjects.bare),
      spawn: () => rateOf(subjects.spawn),
      execute: () => rateOf(subjects.execute),
    })
    const row = (what: string, name: keyof typeof subjects) => {
      const [taken, rate] = [median(alone[name]), median(rates[name])]
      return {
        toBare: taken / median(alone.bare),
        toSpawn: rate / median(rates.spawn),
        cells: [
          what,
          ms(taken),
          ms(p99(alone[name])),
          times(taken / median(alone.bare)),
          times(taken / median(alone.spawn)),
          perSecond(rate),
          times(rate / median(rates.bare)),
          times(rate / median(rates.spawn)),
        ],
      }
    }
    const ours = row('execute over HTTP', 'execute')
    return [
      {
        title: `execute 'echo hi', alone and ${concurrency} at once`,
        head: [
          '',
          'p50',
          'p99',
          `÷ ${sandbox.name}`,
          '÷ spawn',
          `rate at ${concurrency}`,
          `÷ ${sandbox.name}`,
          '÷ spawn',
        ],
        rows: [
          row(`bare ${sandbox.name} … echo`, 'bare').cells,
          row('unsandboxed sh -c', 'spawn').cells,
          ours.cells,
        ],
        notes: [
          `aim: p50 ${atMost(0.3, ours.toBare)} bare sandbox; rate ${atLeast(1, ours.toSpawn)} unsandboxed`,
        ],
      },
    ]
  },
}

async function rateOf(what: () => Promise<unknown>): Promise<number> {
  const took = await msOf(() =>
    atOnce(concurrency, async () => {
      for (let command = 0; command < commandsEach; command++) await what()
    }),
  )
  return (concurrency * commandsEach * 1_000) / took
}
