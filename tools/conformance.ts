import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { capabilityNames } from '../shared/contract/providers.ts'
import { type Backend, backends } from '../shared/contract/topics.ts'
import { Results } from '../test/conformance/results.ts'
import { problemsOf } from '../test/live/benches.ts'
import { costMax } from '../test/live/cost.ts'

const usage = `npm run conformance -- [options]

  --provider NAME   the backend to try: ${backends.join(', ')} (each in turn)
  --runtime NAME    what isolates docker's containers: runc, runsc
  --case NAME       one capability only: ${capabilityNames.join(', ')}

  --live            against the real thing that the environment names (test/live/README.md), in place of what
                    stands in for it here; says first what it costs at the most

Exits with 1 when a case fails, and with 2 when it is asked for what there is not, or cannot be.
`

function optionsFrom(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = { provider: text, runtime: text, case: text, live: flag, help: flag } as const
  const { values } = parseArgs({ args: [...args], options })
  mustBeOne('provider', values.provider, backends)
  mustBeOne('runtime', values.runtime, ['runc', 'runsc'])
  mustBeOne('case', values.case, capabilityNames)
  return values
}

function mustBeOne(what: string, given: string | undefined, known: readonly string[]) {
  if (given === undefined || known.includes(given)) return
  throw new Error(`there is no ${what} ${given}; there is ${known.join(', ')}`)
}

function readOptions(args: readonly string[]) {
  try {
    return optionsFrom(args)
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`)
    process.exit(2)
  }
}

/** Runs the suite on one backend, and answers whether all of it passed or was skipped for a reason. */
async function passes(provider: string, wanted: string | undefined): Promise<boolean> {
  const run = await startVitest('test', [`test/conformance/${provider}.test.ts`], {
    watch: false,
    reporters: [new Results(provider, (text) => process.stdout.write(text))],
    ...(wanted ? { testNamePattern: `^${provider} ${wanted}$` } : {}),
  })
  const isSound = run.state.getCountOfFailedTests() === 0 && process.exitCode !== 1
  await run.close()
  return isSound
}

/** Whether it may begin: the real thing is asked for by name, and what is missing to reach it is said at once. */
async function mayGoLive(provider: string | undefined, wanted: string | undefined) {
  const backend = backends.find((name) => name === provider)
  const problems = backend
    ? await problemsOf(backend, process.env)
    : [`say which backend: --provider ${backends.filter((name) => name !== 'local').join(' | ')}`]
  if (!backend || problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}\n`)
    process.stderr.write(`nothing was started:\n${lines.join('')}`)
    return false
  }
  process.stdout.write(announcement(backend, wanted ? 1 : capabilityNames.length))
  return true
}

function announcement(backend: Backend, cases: number): string {
  const usd = (costMax(backend, cases) / 1_000_000).toFixed(2)
  const where = process.env.PROJECT_ID ?? process.env.ONMEMOS_DOCKER_HOST
  return `${backend} in ${where}: ${cases} case${cases === 1 ? '' : 's'}, at most $${usd} by Google's list prices\n`
}

const { provider, runtime, case: wanted, live, help } = readOptions(process.argv.slice(2))
if (help) {
  process.stdout.write(usage)
  process.exit(0)
}
if (runtime) process.env.CONFORMANCE_RUNTIME = runtime
if (live) {
  if (!(await mayGoLive(provider, wanted))) process.exit(2)
  process.env.CONFORMANCE_LIVE = '1'
}
let isSound = true
for (const backend of provider ? [provider] : backends) {
  isSound = (await passes(backend, wanted)) && isSound
}
process.exit(isSound ? 0 : 1)
