import { parseArgs } from 'node:util'
import { coldstart } from './coldstart.ts'
import { cost } from './cost.ts'
import { create } from './create.ts'
import { execute } from './execute.ts'
import type { Bench, Run } from './kit/bench.ts'
import { Endings } from './kit/endings.ts'
import { printed } from './kit/table.ts'
import { ledger } from './ledger.ts'
import { requests } from './requests.ts'
import { shell } from './shell.ts'
import { sweep } from './sweep.ts'

const benches: Readonly<Record<string, Bench>> = {
  create,
  execute,
  requests,
  coldstart,
  cost,
  ledger,
  shell,
  sweep,
}

const usage = [
  'npm run bench -- [names] [--quick]',
  '',
  ...Object.entries(benches).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`),
  '',
].join('\n')

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  })
  const unknown = positionals.filter((name) => !Object.hasOwn(benches, name))
  if (values.help || unknown.length > 0) {
    if (unknown.length > 0) process.stderr.write(`no bench ${unknown.join(', ')}\n\n`)
    process.stdout.write(usage)
    process.exit(values.help ? 0 : 2)
  }
  const chosen = Object.entries(benches).filter(
    ([name]) => positionals.length === 0 || positionals.includes(name),
  )
  for (const [name, bench] of chosen) await runOne(name, bench, values.quick)
}

const endings = new Endings()
let isLeaving = false

async function runOne(name: string, bench: Bench, isQuick: boolean) {
  process.stderr.write(`${name} …\n`)
  const run: Run = {
    rounds: (count) => (isQuick ? Math.ceil(count / 5) : count),
    ending: (step) => (isLeaving ? step() : endings.add(step)),
  }
  try {
    for (const table of await bench.run(run)) process.stdout.write(`\n${printed(table)}`)
  } finally {
    await endings.end()
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    process.stderr.write('ending what was started\n')
    isLeaving = true
    void endings.end().then(() => process.exit(130))
  })
}

await main().catch(async (cause: unknown) => {
  // On Ctrl-C a bench fails because its servers went away.
  if (!isLeaving) console.error(cause)
  await endings.end()
  process.exit(isLeaving ? 130 : 1)
})
