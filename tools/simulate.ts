import { parseArgs } from 'node:util'
import * as z from 'zod'
import type { Verdict } from '../test/kit/emulated/verdict.ts'
import { isInBounds, line, numbersOf } from '../test/simulation/numbers.ts'
import { simulate } from '../test/simulation/simulate.ts'

const usage = `npm run simulate -- [--sessions N] [--seeds K] [--from-seed S]

Asks for N sessions (10,000) over K seeds (100), from seed S (1) on, in emulated time: two days of crashes,
failures, slow backends, lost boxes, archives that arrive cut and messages that come twice, late, out of
order or never, and hours to come to rest. What a lost box had not kept is its machine's loss, and not counted. The same seed with the same number of sessions is the same run. The last line has
the six numbers; it exits with 1 unless all are in bounds.
`

const Count = z.coerce.number().int().min(1).max(1_000_000)
const Options = z.object({
  sessions: Count.default(10_000),
  seeds: Count.default(100),
  'from-seed': Count.default(1),
  help: z.boolean().default(false),
})

async function main(): Promise<number> {
  const text = { type: 'string' } as const
  const options = { sessions: text, seeds: text, 'from-seed': text } as const
  const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } })
  const { sessions, seeds, 'from-seed': first, help } = Options.parse(values)
  if (help) {
    process.stdout.write(usage)
    return 0
  }
  const verdicts: Verdict[] = []
  const each = Math.ceil(sessions / seeds)
  for (let seed = first; seed < first + seeds; seed++) {
    const verdict = await simulate({ seed, sessions: each })
    verdicts.push(verdict)
    process.stdout.write(`seed ${seed}: ${verdict.sessions} sessions${said(verdict.findings)}\n`)
  }
  const numbers = numbersOf(verdicts)
  process.stdout.write(
    `${numbers.sessions} sessions ran, of ${each * seeds} asked for, and were paused ${numbers.pauses} times\n`,
  )
  process.stdout.write(`${line(numbers)}\n`)
  return isInBounds(numbers) ? 0 : 1
}

const said = (findings: readonly string[]) => findings.map((one) => `\n  ${one}`).join('')

// Processes that crashed are still waiting, for good.
process.exit(
  await main().catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : cause}\n`)
    return 2
  }),
)
