import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { capabilityNames } from '../shared/contract/providers.ts'
import { backends } from '../shared/contract/topics.ts'
import { Results } from '../test/conformance/results.ts'

const usage = `npm run conformance -- [options]

  --provider NAME   the backend to try: ${backends.join(', ')} (each in turn)
  --runtime NAME    what isolates docker's containers: runc, runsc
  --case NAME       one capability only: ${capabilityNames.join(', ')}

Exits with 1 when a case fails, and with 2 when it is asked for what there is not.
`

function optionsFrom(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = { provider: text, runtime: text, case: text, help: flag } as const
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

const { provider, runtime, case: wanted, help } = readOptions(process.argv.slice(2))
if (help) {
  process.stdout.write(usage)
  process.exit(0)
}
if (runtime) process.env.CONFORMANCE_RUNTIME = runtime
let isSound = true
for (const backend of provider ? [provider] : backends) {
  isSound = (await passes(backend, wanted)) && isSound
}
process.exit(isSound ? 0 : 1)
